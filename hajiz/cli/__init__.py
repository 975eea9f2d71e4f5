"""The command line, one file a command: reads arguments, calls the program, prints what it did."""
