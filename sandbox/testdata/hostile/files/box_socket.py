# Looks for the way to the worker.
# want: succeeded
# stdout: "True\n"
# with: calls

print({trying(lambda: os.stat(p)) for p in ("/run/box", "/run/box/s", "/run/podman", "/var/run/docker.sock", "/run/.containerenv")} == {"FileNotFoundError"})
