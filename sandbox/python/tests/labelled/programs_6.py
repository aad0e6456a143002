# O(n) ?
total = 0
while True:
    line = input()
    if line == "":
        break
    total += int(line)
print(total)
# ---
# O(n log n) ?
import sys
input = sys.stdin.readline
n = int(input())
people = []
for _ in range(n):
    name, age = input().split()
    people.append((int(age), name))
people.sort(key=lambda p: p[0])
for age, name in people:
    print(age, name)
# ---
# O(n^2) ?
n = int(input())
a = [int(x) for x in input().split()]
for i in range(n):
    k = i
    for j in range(i + 1, n):
        if a[j] < a[k]:
            k = j
    a[i], a[k] = a[k], a[i]
print(*a)
# ---
# O(n) ?
n, k = [int(i) for i in input().split()]
h = list(map(int, input().split()))
dp = [0] * n
for i in range(1, n):
    dp[i] = min(dp[i - 1] + abs(h[i] - h[i - 1]), dp[max(0, i - 2)] + abs(h[i] - h[max(0, i - 2)]))
print(dp[n - 1])
# ---
# O(n + m)|O(n)|O(n log n) ?
n, m = map(int, input().split())
p = list(range(n))
def find(x):
    while p[x] != x:
        p[x] = p[p[x]]
        x = p[x]
    return x
groups = n
for _ in range(m):
    a, b = map(int, input().split())
    a, b = find(a - 1), find(b - 1)
    if a != b:
        p[a] = b
        groups -= 1
print(groups)
# ---
# O(log n) ?
def main():
    x, n = map(int, input().split())
    r = 1
    while n:
        if n & 1:
            r = r * x % 998244353
        x = x * x % 998244353
        n >>= 1
    print(r)
main()
# ---
# O(n) ?
s = input()
best = 0
seen = {}
start = 0
for i, ch in enumerate(s):
    if ch in seen and seen[ch] >= start:
        start = seen[ch] + 1
    seen[ch] = i
    best = max(best, i - start + 1)
print(best)
# ---
# O(sqrt n) ?
n = int(input())
divs = []
i = 1
while i * i <= n:
    if n % i == 0:
        divs.append(i)
        if i != n // i:
            divs.append(n // i)
    i += 1
print(sorted(divs))
# ---
# O(n) ?
import sys
for line in sys.stdin:
    nums = [int(x) for x in line.split()]
    print(sum(nums))
# ---
# O(n * m)|O(n^2)|O(n^3) ?
n, m = map(int, input().split())
a = []
for _ in range(n):
    a.append(list(map(int, input().split())))
b = [[a[i][j] for i in range(n)] for j in range(m)]
for row in b:
    print(*row)
