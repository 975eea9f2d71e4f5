"""Items to messages: rules, digests, channels. Knows no outlet's server and no database."""
