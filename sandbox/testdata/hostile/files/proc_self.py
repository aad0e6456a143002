# Reads and writes itself and its keeper through /proc.
# want: succeeded
# stdout: "{'FileNotFoundError'}\n"
# with: calls

names = ("self/mem", "self/environ", "self/maps", "1/environ", "1/root", "self/oom_score_adj", "sysrq-trigger", "kcore", "kallsyms")
print({trying(lambda: open("/proc/" + n, "rb")) for n in names})
