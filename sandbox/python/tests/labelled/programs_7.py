# O(n) ?
name = input("Name? ")
vowels = 0
for letter in name:
    if letter.lower() in "aeiou":
        vowels += 1
print(name, "has", vowels, "vowels")
# ---
# O(n) ?
n = int(input("How many? "))
fib = [0, 1]
for i in range(2, n):
    fib.append((fib[i - 1] + fib[i - 2]) % 1000)
print(fib[:n])
# ---
# O(n log n) ?
n, m = map(int, input().split())
a = list(map(int, input().split()))
a.sort()
i = 0
j = n - 1
boats = 0
while i <= j:
    if a[i] + a[j] <= m:
        i += 1
    j -= 1
    boats += 1
print(boats)
# ---
# O(n^2) ?
s = input()
best = ""
for i in range(len(s)):
    for l, r in ((i, i), (i, i + 1)):
        while l >= 0 and r < len(s) and s[l] == s[r]:
            l -= 1
            r += 1
        if r - l - 1 > len(best):
            best = s[l + 1:r]
print(best)
# ---
# O(n) ?
T = int(input())
while T > 0:
    n = int(input())
    arr = list(map(int, input().split()))
    odd = len([x for x in arr if x % 2])
    print(min(odd, n - odd))
    T -= 1
# ---
# O(n) ?
import sys
def solve():
    data = list(map(int, sys.stdin.buffer.read().split()))
    n = data[0]
    a = data[1:n + 1]
    stack = []
    out = []
    for x in a:
        while stack and stack[-1] >= x:
            stack.pop()
        out.append(stack[-1] if stack else -1)
        stack.append(x)
    print(*out)
solve()
# ---
# O(n * m)|O(n^2) ?
n = int(input())
m = int(input())
for i in range(1, n + 1):
    row = []
    for j in range(1, m + 1):
        row.append(str(i * j))
    print(" ".join(row))
# ---
# O(log n) ?
n = int(input())
b = ""
while n > 0:
    b = str(n % 2) + b
    n = n // 2
print(b or "0")
# ---
# O(n) ?
nums = list(map(float, input().split(",")))
mean = sum(nums) / len(nums)
var = sum((x - mean) ** 2 for x in nums) / len(nums)
print(round(mean, 2), round(var ** 0.5, 2))
# ---
# O(n) ?
n = int(input())
words = [input() for _ in range(n)]
seen = set()
ok = True
for w in words:
    if w in seen:
        ok = False
    seen.add(w)
print(ok)
