"""What rules would do, tried on all that is kept: before they do it."""
