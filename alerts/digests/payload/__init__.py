"""Messages as JSON documents, for programs that receive them by webhook."""
