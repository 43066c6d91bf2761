"""The rules of a front desk and its gates, with no technology in them."""
