"""Which configuration is used where no `--config` says another. Must not load anything heavy."""

import os
from pathlib import Path

CONFIG_VARIABLE = "HAJIZ_CONFIG"
CONFIG_NAME = "config.toml"


def default_config() -> Path:
    """Return the configuration the environment names, else the one in this folder."""
    return Path(os.environ.get(CONFIG_VARIABLE) or CONFIG_NAME)
