"""What people do with miz, one class for each place or role.

Every method takes an `Actor`, asks first whether the actor may, and names its arguments as a
person would say them.
"""
