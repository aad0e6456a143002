# O(n) ?
n = int(input())
counts = {}
for _ in range(n):
    name = input().strip()
    counts[name] = counts.get(name, 0) + 1
for k in counts:
    print(k, counts[k])
# ---
# O(n * m)|O(n^2) ?
n, x = map(int, input().split())
coins = list(map(int, input().split()))
INF = 10 ** 9
dp = [0] + [INF] * x
for v in range(1, x + 1):
    for c in coins:
        if c <= v and dp[v - c] + 1 < dp[v]:
            dp[v] = dp[v - c] + 1
print(dp[x] if dp[x] < INF else -1)
# ---
# O(n) ?
s = input()
t = input()
i = 0
for ch in t:
    if i < len(s) and s[i] == ch:
        i += 1
print("Yes" if i == len(s) else "No")
# ---
# O(n log n) ?
def solve():
    n = int(input())
    a = sorted(list(map(int, input().split())), reverse=True)
    alice = sum(a[::2])
    bob = sum(a[1::2])
    print("Alice" if alice > bob else "Bob")

for _ in range(int(input())):
    solve()
# ---
# O(n * m)|O(n^2) ?
import sys
sys.setrecursionlimit(10**6)
h, w = map(int, input().split())
g = [list(input()) for _ in range(h)]
def fill(i, j):
    st = [(i, j)]
    g[i][j] = "#"
    while st:
        a, b = st.pop()
        for x, y in ((a+1, b), (a-1, b), (a, b+1), (a, b-1)):
            if 0 <= x < h and 0 <= y < w and g[x][y] == ".":
                g[x][y] = "#"
                st.append((x, y))
c = 0
for i in range(h):
    for j in range(w):
        if g[i][j] == ".":
            c += 1
            fill(i, j)
print(c)
# ---
# O(n log n)|O(n) ?
n = int(input())
sieve = [True] * (n + 1)
p = 2
while p * p <= n:
    if sieve[p]:
        for i in range(p * p, n + 1, p):
            sieve[i] = False
    p += 1
print(sum(sieve[2:]))
# ---
# O(n^3) ?
n = int(input())
d = [list(map(int, input().split())) for _ in range(n)]
for k in range(n):
    for i in range(n):
        for j in range(n):
            if d[i][k] + d[k][j] < d[i][j]:
                d[i][j] = d[i][k] + d[k][j]
print(d[0][n - 1])
# ---
# O(log n)|O(n) ?
num = input()
total = sum(int(d) for d in num)
while total > 9:
    total = sum(int(d) for d in str(total))
print(total)
# ---
# O(1) ?
a = int(input("First: "))
b = int(input("Second: "))
op = input("Op: ")
if op == "+":
    print(a + b)
elif op == "-":
    print(a - b)
else:
    print("unknown")
# ---
# O(n log n)|O(n + m)|O(n log m) ?
from bisect import bisect_left
n, q = map(int, input().split())
a = sorted(map(int, input().split()))
for _ in range(q):
    x = int(input())
    i = bisect_left(a, x)
    print("found" if i < n and a[i] == x else "missing")
