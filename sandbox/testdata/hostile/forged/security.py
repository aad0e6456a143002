# An exception that looks like the policy.
# want: failed SecurityError

class SecurityError(Exception):
    pass


raise SecurityError("Security validation failed")
