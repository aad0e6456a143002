# O(n) ?
# watermelon for many tests
t = int(input())
for _ in range(t):
    w = int(input())
    if w % 2 == 0 and w > 2:
        print("YES")
    else:
        print("NO")
# ---
# O(n) ?
n = int(input())
a = list(map(int, input().split()))
mx = max(a)
mn = min(a)
# bring max to the front and min to the end
i = a.index(mx)
j = n - 1 - a[::-1].index(mn)
ans = i + (n - 1 - j)
if i > j:
    ans -= 1
print(ans)
# ---
# O(n log n) ?
import sys
input = sys.stdin.readline

def solve():
    n = int(input())
    a = list(map(int, input().split()))
    a.sort()
    best = 10**18
    for i in range(n - 1):
        best = min(best, a[i + 1] - a[i])
    print(best)

for _ in range(int(input())):
    solve()
# ---
# O(n^2) ?
n = int(input())
nums = list(map(int, input().split()))
target = int(input())
cnt = 0
for i in range(n):
    for j in range(i + 1, n):
        if nums[i] + nums[j] == target:
            cnt += 1
print(cnt)
# ---
# O(nm) ?
n, m = map(int, input().split())
grid = []
for i in range(n):
    grid.append(input())
ans = 0
for i in range(n):
    for j in range(m):
        if grid[i][j] == '#':
            p = 4
            if i > 0 and grid[i - 1][j] == '#':
                p -= 1
            if i < n - 1 and grid[i + 1][j] == '#':
                p -= 1
            if j > 0 and grid[i][j - 1] == '#':
                p -= 1
            if j < m - 1 and grid[i][j + 1] == '#':
                p -= 1
            ans += p
print(ans)
# ---
# O(n + m) ?
import sys

def main():
    data = sys.stdin.read().split()
    n = int(data[0])
    q = int(data[1])
    arr = data[2:2 + n]
    pref = [0] * (n + 1)
    for i in range(n):
        pref[i + 1] = pref[i] + int(arr[i])
    out = []
    p = 2 + n
    for _ in range(q):
        l = int(data[p])
        r = int(data[p + 1])
        p += 2
        out.append(str(pref[r] - pref[l - 1]))
    print("\n".join(out))

main()
# ---
# O(nm) ?
n, q = map(int, input().split())
arr = list(map(int, input().split()))
for _ in range(q):
    l, r = map(int, input().split())
    print(sum(arr[l - 1:r]))
# ---
# O(sqrt(n)) ?
n = int(input())
divs = set()
i = 1
while i * i <= n:
    if n % i == 0:
        divs.add(i)
        divs.add(n // i)
    i += 1
print(len(divs))
# ---
# O(log n) ?
n = int(input())
coins = 0
# bills 100 20 10 5 1 are not needed, just powers of two
while n > 0:
    if n % 2 == 1:
        coins += 1
    n //= 2
print(coins)
# ---
# O(n) ?
s = input()
t = input()
cnt = [0] * 26
for c in s:
    cnt[ord(c) - ord('a')] += 1
for c in t:
    cnt[ord(c) - ord('a')] -= 1
if all(x == 0 for x in cnt):
    print("YES")
else:
    print("NO")
# ---
# O(n + m) ?
import sys
from collections import deque
input = sys.stdin.readline

n, m = map(int, input().split())
adj = [[] for _ in range(n + 1)]
for _ in range(m):
    u, v = map(int, input().split())
    adj[u].append(v)
    adj[v].append(u)

dist = [-1] * (n + 1)
dist[1] = 0
dq = deque([1])
while dq:
    x = dq.popleft()
    for y in adj[x]:
        if dist[y] == -1:
            dist[y] = dist[x] + 1
            dq.append(y)
print(*dist[1:])
# ---
# O(n) ?
MOD = 10**9 + 7
n = int(input())
dp = [0] * (n + 7)
dp[0] = 1
for i in range(1, n + 1):
    for d in range(1, 7):
        if i - d >= 0:
            dp[i] = (dp[i] + dp[i - d]) % MOD
print(dp[n])
# ---
# O(2^n) ?
# split apples into two groups with the smallest difference
n = int(input())
p = [int(x) for x in input().split()]

def rec(i, a, b):
    if i == n:
        return abs(a - b)
    return min(rec(i + 1, a + p[i], b), rec(i + 1, a, b + p[i]))

print(rec(0, 0, 0))
# ---
# O(n^2) ?
n = int(input())
names = []
for i in range(n):
    name = input()
    if name in names:
        print("YES")
    else:
        print("NO")
    names.append(name)
# ---
# O(n log n) ?
n = int(input())
k = int(input())
tasks = []
for i in range(n):
    a, b = map(int, input().split())
    tasks.append((a, b))
tasks.sort(key=lambda x: x[0])
ok = True
for a, b in tasks:
    if k <= a:
        ok = False
        break
    k += b
print("YES" if ok else "NO")
