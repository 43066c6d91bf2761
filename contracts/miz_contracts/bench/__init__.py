"""The door without code: ``pytest --pyargs miz_contracts.bench --miz-bench bench.toml``."""
