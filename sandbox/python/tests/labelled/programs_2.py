# O(n) ?
import sys
def solve():
    n = int(sys.stdin.readline())
    a = list(map(int, sys.stdin.readline().split()))
    ans = 0
    cnt = {}
    for x in a:
        ans += cnt.get(x, 0)
        cnt[x] = cnt.get(x, 0) + 1
    print(ans)
for _ in range(int(sys.stdin.readline())):
    solve()
# ---
# O(n log n) ?
from sys import stdin
input = stdin.readline
n, k = map(int, input().split())
a = sorted(map(int, input().split()))
i, j = 0, n - 1
pairs = 0
while i < j:
    if a[i] + a[j] == k:
        pairs += 1
        i += 1
        j -= 1
    elif a[i] + a[j] < k:
        i += 1
    else:
        j -= 1
print(pairs)
# ---
# O(n) ?
s = input()
d = {}
for ch in s:
    d[ch] = d.get(ch, 0) + 1
print(max(d, key=d.get))
# ---
# O(n) ?
a = input()
b = input()
print("YES" if a == b[::-1] else "NO")
# ---
# O(n^2)|O(n * m) ?
n, m = map(int, input().split())
for i in range(n):
    row = ""
    for j in range(m):
        row += "#" if (i + j) % 2 else "."
    print(row)
# ---
# O(1) ?
x = int(input())
if x % 2 == 0 and x > 2:
    print("YES")
else:
    print("NO")
# ---
# O(n log n) ?
n = int(input())
people = []
for _ in range(n):
    name, age = input().split()
    people.append((int(age), name))
people.sort()
for age, name in people:
    print(name)
# ---
# O(n) ?
n = int(input())
a = [int(input()) for _ in range(n)]
lo = min(a)
hi = max(a)
print(hi - lo)
# ---
# O(n^2) ?
n = int(input())
a = list(map(int, input().split()))
for i in range(n):
    for j in range(n - i - 1):
        if a[j] > a[j + 1]:
            a[j], a[j + 1] = a[j + 1], a[j]
print(*a)
# ---
# O(n) ?
import sys
for line in sys.stdin:
    line = line.strip()
    print(line[:10])
# ---
# O(log n) ?
def main():
    a, b = map(int, input().split())
    while b:
        a, b = b, a % b
    print(a)
if __name__ == "__main__":
    main()
# ---
# O(n log n) ?
n = int(input())
count = 0
for i in range(1, n + 1):
    for j in range(i, n + 1, i):
        count += 1
print(count)
# ---
# O(n) ?
class Counter:
    def __init__(self):
        self.total = 0
    def feed(self, x):
        self.total += x
c = Counter()
n = int(input())
for x in input().split():
    c.feed(int(x))
print(c.total)
# ---
# O(2^n) ?
import sys
sys.setrecursionlimit(10000)
n = int(input())
def fib(k):
    return k if k < 2 else fib(k - 1) + fib(k - 2)
print(fib(n))
# ---
# O(n) ?
import sys
import threading
def main():
    n = int(input())
    dp = [0] * (n + 1)
    for i in range(1, n + 1):
        dp[i] = dp[i - 1] + 1
    print(dp[n])
threading.Thread(target=main).start()
# ---
# O(n^2) ?
n = int(input())
g = [list(map(int, input().split())) for _ in range(n)]
total = sum(sum(r) for r in g)
print(total)
# ---
# O(n) ?
from collections import Counter
t = int(input())
while t > 0:
    t -= 1
    n = int(input())
    a = list(map(int, input().split()))
    c = Counter(a)
    print(max(c.values()))
# ---
# O(n^2) ?
s = input()
n = len(s)
best = 0
for i in range(n):
    seen = set()
    for j in range(i, n):
        seen.add(s[j])
        best = max(best, len(seen))
print(best)
# ---
# O(n log n) ?
import heapq, sys
input = sys.stdin.readline
n, m = map(int, input().split())
adj = [[] for _ in range(n + 1)]
for _ in range(m):
    u, v, w = map(int, input().split())
    adj[u].append((v, w))
    adj[v].append((u, w))
dist = [float("inf")] * (n + 1)
dist[1] = 0
pq = [(0, 1)]
while pq:
    d, u = heapq.heappop(pq)
    if d > dist[u]:
        continue
    for v, w in adj[u]:
        if d + w < dist[v]:
            dist[v] = d + w
            heapq.heappush(pq, (dist[v], v))
print(dist[n])
# ---
# O(n) ?
q = int(input())
stack = []
for _ in range(q):
    cmd = input().split()
    if cmd[0] == "push":
        stack.append(int(cmd[1]))
    elif stack:
        stack.pop()
print(len(stack))
