# O(n) ?
n = int(input("Enter a number: "))
total = 0
for i in range(1, n + 1):
    if i % 3 == 0 or i % 5 == 0:
        total = total + i
print("The sum is", total)
# ---
# O(n log n) ?
n = int(input())
a = list(map(int, input().split()))
a.sort()
if n % 2 == 1:
    print(a[n // 2])
else:
    print((a[n // 2 - 1] + a[n // 2]) / 2)
# ---
# O(sqrt n) ?
n = int(input())
factors = []
d = 2
while d * d <= n:
    while n % d == 0:
        factors.append(d)
        n //= d
    d += 1
if n > 1:
    factors.append(n)
print(*factors)
# ---
# O(n^2) ?
n = int(input("How many numbers? "))
numbers = []
for i in range(n):
    x = int(input("Number: "))
    numbers.append(x)

for i in range(n):
    for j in range(n - 1):
        if numbers[j] > numbers[j + 1]:
            numbers[j], numbers[j + 1] = numbers[j + 1], numbers[j]

print("Sorted:", numbers)
# ---
# O(n) ?
s = input().strip().lower()
freq = {}
for c in s:
    if c.isalpha():
        freq[c] = freq.get(c, 0) + 1
best = ""
for c in freq:
    if best == "" or freq[c] > freq[best]:
        best = c
print(best, freq[best])
# ---
# O(1) ?
# Theatre square
n, m, a = map(int, input().split())
rows = n // a
if n % a != 0:
    rows += 1
cols = m // a
if m % a != 0:
    cols += 1
print(rows * cols)
# ---
# O(n^2) ?
height = int(input("Height: "))
for i in range(1, height + 1):
    for j in range(height - i):
        print(" ", end="")
    for j in range(2 * i - 1):
        print("*", end="")
    print()
# ---
# O(n + m) ?
n, q = map(int, input().split())
arr = list(map(int, input().split()))
prefix = [0]
for x in arr:
    prefix.append(prefix[-1] + x)
for _ in range(q):
    l, r = map(int, input().split())
    print(prefix[r] - prefix[l - 1])
# ---
# O(n * m) ?
from collections import deque

n, m = map(int, input().split())
grid = []
for _ in range(n):
    grid.append(list(input()))

rooms = 0
for i in range(n):
    for j in range(m):
        if grid[i][j] == ".":
            rooms += 1
            grid[i][j] = "#"
            q = deque()
            q.append((i, j))
            while q:
                r, c = q.popleft()
                for dr, dc in [(1, 0), (-1, 0), (0, 1), (0, -1)]:
                    a = r + dr
                    b = c + dc
                    if 0 <= a < n and 0 <= b < m and grid[a][b] == ".":
                        grid[a][b] = "#"
                        q.append((a, b))
print(rooms)
# ---
# O(log n) ?
num = int(input("Decimal number: "))
ones = 0
length = 0
while num > 0:
    bit = num % 2
    if bit == 1:
        ones += 1
    length += 1
    num = num // 2
print("bits:", length)
print("ones:", ones)
# ---
# O(n * m) ?
# minimum number of coins, n coins and target x
n, x = map(int, input().split())
coins = list(map(int, input().split()))
INF = 10 ** 9
dp = [INF] * (x + 1)
dp[0] = 0
for s in range(1, x + 1):
    for c in coins:
        if c <= s and dp[s - c] + 1 < dp[s]:
            dp[s] = dp[s - c] + 1
if dp[x] == INF:
    print(-1)
else:
    print(dp[x])
# ---
# O(2^n) ?
n = int(input())
apples = list(map(int, input().split()))

def solve(i, left, right):
    if i == n:
        return abs(left - right)
    a = solve(i + 1, left + apples[i], right)
    b = solve(i + 1, left, right + apples[i])
    return min(a, b)

print(solve(0, 0, 0))
# ---
# O(n^3) ?
n, m = map(int, input().split())
INF = float("inf")
d = [[INF] * n for _ in range(n)]
for i in range(n):
    d[i][i] = 0
for _ in range(m):
    a, b, w = map(int, input().split())
    a -= 1
    b -= 1
    d[a][b] = min(d[a][b], w)
    d[b][a] = min(d[b][a], w)

for k in range(n):
    for i in range(n):
        for j in range(n):
            if d[i][k] + d[k][j] < d[i][j]:
                d[i][j] = d[i][k] + d[k][j]

for row in d:
    print(*row)
# ---
# O(n log n) ?
def main():
    n, limit = map(int, input().split())
    weights = sorted(map(int, input().split()))
    i = 0
    j = n - 1
    boats = 0
    while i <= j:
        if weights[i] + weights[j] <= limit:
            i += 1
        j -= 1
        boats += 1
    print(boats)

main()
# ---
# O(n) ?
line = input()
depth = 0
ok = True
for ch in line:
    if ch == "(":
        depth += 1
    elif ch == ")":
        depth -= 1
        if depth < 0:
            ok = False
            break
if ok == True and depth == 0:
    print("YES")
else:
    print("NO")
