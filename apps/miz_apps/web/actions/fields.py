"""Constraints that commands share; the domain checks meaning, these bound size and form."""

from typing import Annotated

from msgspec import Meta

Identity = Annotated[
    str, Meta(pattern=r"^[0-9A-Za-z_.-]{1,64}$", description="The identity of a record.")
]
Digest = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$", description="The digest of a picture.")]
Line = Annotated[str, Meta(max_length=200)]
Name = Annotated[str, Meta(min_length=1, max_length=200)]
Number = Annotated[str, Meta(max_length=40)]
Code = Annotated[str, Meta(min_length=1, max_length=256, description="What a reader sees.")]
Password = Annotated[str, Meta(min_length=1, max_length=1024)]
Key = Annotated[
    str,
    Meta(
        pattern=r"^[\x21-\x7e]{8,80}$",
        description="The same key is the same read, however often it is sent.",
    ),
]
Limit = Annotated[int, Meta(ge=1, le=200)]
"""How many records at most."""
