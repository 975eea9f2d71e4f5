"""What items say of events: mentions, who says so, and where it comes from."""
