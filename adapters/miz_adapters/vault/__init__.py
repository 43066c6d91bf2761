"""Sealing at rest by AES-256-GCM."""

from miz_adapters.vault.aes import AesVault

__all__ = ["AesVault"]
