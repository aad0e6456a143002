# O(n) ?
n = int(input())
total = 0
for i in range(n):
    total += int(input())
print(total)
# ---
# O(n log n) ?
n = int(input())
a = list(map(int, input().split()))
a.sort()
print(a[n // 2])
# ---
# O(n^2) ?
n = int(input())
a = list(map(int, input().split()))
inv = 0
for i in range(n):
    for j in range(i + 1, n):
        if a[i] > a[j]:
            inv += 1
print(inv)
# ---
# O(1) ?
a, b = map(int, input().split())
print(a * b // 2)
# ---
# O(n) ?
s = input()
up = sum(1 for c in s if c.isupper())
print(s.upper() if up > len(s) - up else s.lower())
# ---
# O(n) ?
t = int(input())
for _ in range(t):
    n, k = map(int, input().split())
    a = list(map(int, input().split()))
    best = cur = sum(a[:k])
    for i in range(k, n):
        cur += a[i] - a[i - k]
        best = max(best, cur)
    print(best)
# ---
# O(log n) ?
import sys
input = sys.stdin.readline
n = int(input())
steps = 0
while n > 1:
    n //= 2
    steps += 1
print(steps)
# ---
# O(sqrt n) ?
n = int(input())
i = 1
out = []
while i * i <= n:
    if n % i == 0:
        out.append(i)
    i += 1
print(len(out))
# ---
# O(n^2) ?
import sys
def main():
    n = int(sys.stdin.readline())
    grid = [list(map(int, sys.stdin.readline().split())) for _ in range(n)]
    best = 0
    for i in range(n):
        for j in range(n):
            best = max(best, grid[i][j])
    print(best)
main()
# ---
# O(n) ?
def ii(): return int(input())
def mi(): return map(int, input().split())
def li(): return list(mi())
n, m = mi()
a = li()
seen = set()
for x in a:
    if m - x in seen:
        print("YES")
        break
    seen.add(x)
else:
    print("NO")
# ---
# O(n)|O(n + m) ?
from collections import deque
n, m = map(int, input().split())
g = [[] for _ in range(n + 1)]
for _ in range(m):
    u, v = map(int, input().split())
    g[u].append(v)
    g[v].append(u)
seen = [False] * (n + 1)
q = deque([1])
seen[1] = True
while q:
    u = q.popleft()
    for v in g[u]:
        if not seen[v]:
            seen[v] = True
            q.append(v)
print(sum(seen))
# ---
# O(n) ?
n = int(input())
dp = [0] * (n + 2)
dp[1] = 1
for i in range(2, n + 1):
    dp[i] = (dp[i - 1] + dp[i - 2]) % 1000000007
print(dp[n])
# ---
# O(n log n) ?
import sys, heapq
data = sys.stdin.read().split()
n = int(data[0])
h = []
for x in data[1:n + 1]:
    heapq.heappush(h, int(x))
cost = 0
while len(h) > 1:
    a = heapq.heappop(h) + heapq.heappop(h)
    cost += a
    heapq.heappush(h, a)
print(cost)
# ---
# O(2^n) ?
n = int(input())
a = list(map(int, input().split()))
total = sum(a)
best = total
for mask in range(1 << n):
    s = 0
    for i in range(n):
        if mask >> i & 1:
            s += a[i]
    best = min(best, abs(total - 2 * s))
print(best)
# ---
# O(n^3) ?
n = int(input())
d = [[0] * n for _ in range(n)]
for i in range(n):
    for j in range(n):
        d[i][j] = (i * j) % 7
for k in range(n):
    for i in range(n):
        for j in range(n):
            if d[i][k] + d[k][j] < d[i][j]:
                d[i][j] = d[i][k] + d[k][j]
print(d[0][n - 1])
# ---
# O(n^2) ?
s = input().strip()
n = len(s)
dp = [[0] * n for _ in range(n)]
for i in range(n - 1, -1, -1):
    dp[i][i] = 1
    for j in range(i + 1, n):
        if s[i] == s[j]:
            dp[i][j] = dp[i + 1][j - 1] + 2
        else:
            dp[i][j] = max(dp[i + 1][j], dp[i][j - 1])
print(dp[0][n - 1])
# ---
# O(n) ?
n = int(input())
sieve = [1] * (n + 1)
count = 0
for i in range(2, n + 1):
    if sieve[i]:
        count += 1
print(count)
# ---
# O(n log n) ?
n, q = map(int, input().split())
a = sorted(map(int, input().split()))
import bisect
for _ in range(q):
    x = int(input())
    print(bisect.bisect_right(a, x))
# ---
# O(n) ?
for _ in range(int(input())):
    n = int(input())
    s = input()
    stack = []
    for c in s:
        if stack and stack[-1] == c:
            stack.pop()
        else:
            stack.append(c)
    print(len(stack))
# ---
# O(n^2) ?
def solve(n, a):
    dp = [1] * n
    for i in range(n):
        for j in range(i):
            if a[j] < a[i]:
                dp[i] = max(dp[i], dp[j] + 1)
    return max(dp)

if __name__ == "__main__":
    n = int(input())
    a = [int(x) for x in input().split()]
    print(solve(n, a))
