"""config.toml → checked settings, or all that is wrong with it; `read.load` is the front door."""
