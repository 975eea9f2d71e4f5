"""What items say of events, and which of them speak of the same one."""
