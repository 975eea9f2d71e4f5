"""The program: reads the configuration, wires crawler, alerts and storage together, and repeats."""

__version__ = "0.1.0"
