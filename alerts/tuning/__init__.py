"""What rules are worth: figures over what they fire for and what people said of it. All pure."""
