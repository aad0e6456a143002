# O(n) ?
words = input().split()
out = []
for w in words:
    out.append(w[::-1].capitalize())
print(" ".join(out))
# ---
# O(n^2) ?
n = int(input())
m = []
for i in range(n):
    m.append(list(map(int, input().split())))
d1 = sum(m[i][i] for i in range(n))
d2 = sum(m[i][n - 1 - i] for i in range(n))
best = max(max(row) for row in m)
print(abs(d1 - d2), best)
# ---
# O(n) ?
import sys
def main():
    n, s = [int(v) for v in sys.stdin.readline().split()]
    a = [int(v) for v in sys.stdin.readline().split()]
    i = 0
    cur = 0
    best = n + 1
    for j in range(n):
        cur += a[j]
        while cur >= s:
            best = min(best, j - i + 1)
            cur -= a[i]
            i += 1
    print(best if best <= n else 0)
if __name__ == "__main__":
    main()
# ---
# O(n * m)|O(n^2) ?
n, w = map(int, input().split())
items = []
for _ in range(n):
    a, b = map(int, input().split())
    items.append((a, b))
dp = [0] * (w + 1)
for a, b in items:
    for c in range(w, a - 1, -1):
        dp[c] = max(dp[c], dp[c - a] + b)
print(dp[w])
# ---
# O(n log n) ?
import heapq
n = int(input())
a = list(map(int, input().split()))
heapq.heapify(a)
total = 0
while len(a) > 1:
    x = heapq.heappop(a) + heapq.heappop(a)
    total += x
    heapq.heappush(a, x)
print(total)
# ---
# O(n) ?
s = input()
stack = []
ok = True
for c in s:
    if c in "([{":
        stack.append(c)
    elif c in ")]}":
        if not stack:
            ok = False
            break
        p = stack.pop()
        if p + c not in ("()", "[]", "{}"):
            ok = False
            break
print("YES" if ok and not stack else "NO")
# ---
# O(log n) ?
a, b = map(int, input().split())
while b != 0:
    a, b = b, a % b
print("gcd", a)
# ---
# O(n^2) ?
n = int(input())
for i in range(1, n + 1):
    print(" " * (n - i) + "*" * (2 * i - 1))
# ---
# O(n log n)|O(n) ?
q = int(input())
for _ in range(q):
    n = int(input())
    pts = []
    for i in range(n):
        l, r = map(int, input().split())
        pts.append((r, l))
    pts.sort()
    end = -1
    c = 0
    for r, l in pts:
        if l > end:
            c += 1
            end = r
    print(c)
# ---
# O(n) ?
n = int(input())
a, b = 0, 1
for _ in range(n):
    a, b = b, (a + b) % 1000000007
print(a)
