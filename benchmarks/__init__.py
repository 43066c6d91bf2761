"""Ratios against floors measured in the same run; run one with ``python -m benchmarks.<name>``."""
