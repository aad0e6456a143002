# O(n) ?
n = int(input())
nums = []
for i in range(n):
    nums.append(int(input()))
big = nums[0]
for x in nums:
    if x > big:
        big = x
print("Largest:", big)
# ---
# O(n * m)|O(n^2) ?
r, c = map(int, input().split())
grid = [input() for _ in range(r)]
stars = 0
for i in range(r):
    for j in range(c):
        if grid[i][j] == "*":
            stars += 1
print(stars)
# ---
# O(n + m)|O(n) ?
from collections import deque
n, m = map(int, input().split())
adj = [[] for _ in range(n + 1)]
for _ in range(m):
    a, b = map(int, input().split())
    adj[a].append(b)
    adj[b].append(a)
dist = [-1] * (n + 1)
dist[1] = 0
q = deque([1])
while q:
    u = q.popleft()
    for v in adj[u]:
        if dist[v] == -1:
            dist[v] = dist[u] + 1
            q.append(v)
print(dist[n])
# ---
# O(n log n) ?
import sys
def main():
    data = sys.stdin.read().split()
    n = int(data[0])
    arr = []
    for i in range(n):
        arr.append(int(data[i + 1]))
    arr.sort()
    res = 0
    for i in range(1, n):
        res = max(res, arr[i] - arr[i - 1])
    print(res)
main()
# ---
# O(n * m)|O(n^2) ?
a = input().strip()
b = input().strip()
dp = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
for i in range(len(a)):
    for j in range(len(b)):
        if a[i] == b[j]:
            dp[i + 1][j + 1] = dp[i][j] + 1
        else:
            dp[i + 1][j + 1] = max(dp[i][j + 1], dp[i + 1][j])
print(dp[-1][-1])
# ---
# O(log n) ?
n = int(input())
steps = 0
while n != 1:
    if n % 2 == 1:
        n -= 1
    else:
        n //= 2
    steps += 1
print(steps)
# ---
# O(sqrt n) ?
n = int(input("Enter a number: "))
prime = n > 1
i = 2
while i * i <= n:
    if n % i == 0:
        prime = False
        break
    i += 1
if prime:
    print("prime")
else:
    print("not prime")
# ---
# O(n + m)|O(n) ?
n, q = map(int, input().split())
a = list(map(int, input().split()))
pre = [0]
for x in a:
    pre.append(pre[-1] + x)
for _ in range(q):
    l, r = map(int, input().split())
    print(pre[r] - pre[l - 1])
# ---
# O(n^2) ?
t = int(input())
for case in range(t):
    n = int(input())
    a = [int(x) for x in input().split()]
    cnt = 0
    for i in range(n):
        for j in range(i + 1, n):
            if a[i] > a[j]:
                cnt += 1
    print(cnt)
# ---
# O(n log n) ?
n, k = map(int, input().split())
x = sorted([int(i) for i in input().split()])
def ok(d):
    last = x[0]
    c = 1
    for y in x:
        if y - last >= d:
            c += 1
            last = y
    return c >= k
lo, hi = 0, 10 ** 9
while lo < hi:
    mid = (lo + hi + 1) // 2
    if ok(mid):
        lo = mid
    else:
        hi = mid - 1
print(lo)
