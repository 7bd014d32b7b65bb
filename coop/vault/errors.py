"""What can go wrong with keys and envelopes. Each message is one clear sentence for the person who runs the server."""


class VaultError(Exception):
    """Something sealed cannot be sealed or opened. Never answered with the raw value."""


class KeyRingMissing(VaultError):
    """The key ring file is not there, or cannot be read."""


class KeyRingBroken(VaultError):
    """The key ring file is there but is not a key ring."""


class WrongKey(VaultError):
    """The envelope names a key that this ring does not hold."""


class BrokenEnvelope(VaultError):
    """The bytes are not an envelope, were changed, or belong somewhere else."""
