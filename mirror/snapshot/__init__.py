"""Snapshots: a mirror as a folder of files that can be handed on, checked, compared and installed."""
