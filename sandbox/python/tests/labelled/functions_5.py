# O(n)|O(n * m)|O(n + m) O(n)|O(n + m)
class Solution:
    def isIsomorphic(self, s: str, t: str) -> bool:
        if len(s) != len(t):
            return False
        m1 = {}
        m2 = {}
        for a, b in zip(s, t):
            if m1.get(a, b) != b or m2.get(b, a) != a:
                return False
            m1[a] = b
            m2[b] = a
        return True

print(Solution().isIsomorphic("egg", "add"))
# ---
# O(n) O(1)|O(n)
def roman(s):
    vals = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
    total = 0
    for i in range(len(s)):
        if i + 1 < len(s) and vals[s[i]] < vals[s[i + 1]]:
            total -= vals[s[i]]
        else:
            total += vals[s[i]]
    return total

print(roman("MCMXCIV"))
# ---
# O(n * m)|O(n^2) O(n)
def josephus(n, k):
    people = list(range(1, n + 1))
    idx = 0
    while len(people) > 1:
        idx = (idx + k - 1) % len(people)
        gone = people.pop(idx)
        print("out:", gone)
    return people[0]

josephus(7, 3)
# ---
# O(n) O(n)
def reverse_list(head):
    prev = None
    cur = head
    while cur:
        nxt = cur["next"]
        cur["next"] = prev
        prev = cur
        cur = nxt
    vals = []
    while prev:
        vals.append(prev["val"])
        prev = prev["next"]
    return vals

print(reverse_list({"val": 1, "next": {"val": 2, "next": {"val": 3, "next": None}}}))
# ---
# O(n) O(n) Trie.insert
class TrieNode:
    def __init__(self):
        self.children = {}
        self.end = False

class Trie:
    def __init__(self):
        self.root = TrieNode()

    def insert(self, word):
        node = self.root
        for ch in word:
            if ch not in node.children:
                node.children[ch] = TrieNode()
            node = node.children[ch]
        node.end = True

    def search(self, word):
        node = self.root
        for ch in word:
            if ch not in node.children:
                return False
            node = node.children[ch]
        return node.end

t = Trie()
t.insert("apple")
t.insert("app")
print(t.search("app"))
# ---
# O(n) O(1) LinkedList.find
class Node:
    def __init__(self, data):
        self.data = data
        self.next = None

class LinkedList:
    def __init__(self):
        self.head = None

    def add_first(self, data):
        n = Node(data)
        n.next = self.head
        self.head = n

    def find(self, data):
        cur = self.head
        pos = 0
        while cur is not None:
            if cur.data == data:
                return pos
            cur = cur.next
            pos += 1
        return -1

ll = LinkedList()
ll.add_first(3)
ll.add_first(8)
print(ll.find(3))
# ---
# O(n)|O(log n) O(1) BST.contains
class BST:
    def __init__(self):
        self.root = None

    def add(self, value):
        if self.root is None:
            self.root = {"v": value, "l": None, "r": None}
            return
        cur = self.root
        while True:
            side = "l" if value < cur["v"] else "r"
            if cur[side] is None:
                cur[side] = {"v": value, "l": None, "r": None}
                return
            cur = cur[side]

    def contains(self, value):
        cur = self.root
        while cur is not None:
            if cur["v"] == value:
                return True
            cur = cur["l"] if value < cur["v"] else cur["r"]
        return False

b = BST()
for v in [5, 2, 8, 1, 9]:
    b.add(v)
print(b.contains(8))
# ---
# O(n + m) O(n)|O(n + m)
def levels(graph, start):
    level = {start: 0}
    todo = [start]
    while todo:
        nxt = []
        for v in todo:
            for w in graph[v]:
                if w not in level:
                    level[w] = level[v] + 1
                    nxt.append(w)
        todo = nxt
    return level

g = {"a": ["b", "c"], "b": ["d"], "c": ["d"], "d": []}
print(levels(g, "a"))
# ---
# O(n * m) O(n)|O(n + m)
def bellman_ford(n, edges, src):
    INF = float("inf")
    dist = [INF] * n
    dist[src] = 0
    for _ in range(n - 1):
        for u, v, w in edges:
            if dist[u] + w < dist[v]:
                dist[v] = dist[u] + w
    return dist

print(bellman_ford(4, [(0, 1, 4), (0, 2, 1), (2, 1, 2), (1, 3, 5)], 0))
# ---
# O(n + m) O(n)|O(n + m)
def kahn(graph):
    indeg = {v: 0 for v in graph}
    for v in graph:
        for w in graph[v]:
            indeg[w] += 1
    ready = [v for v in graph if indeg[v] == 0]
    out = []
    while ready:
        v = ready.pop()
        out.append(v)
        for w in graph[v]:
            indeg[w] -= 1
            if indeg[w] == 0:
                ready.append(w)
    return out

print(kahn({1: [2, 3], 2: [4], 3: [4], 4: []}))
# ---
# O(n^2) O(n)
def prim(w):
    n = len(w)
    used = [False] * n
    best = [10 ** 9] * n
    best[0] = 0
    cost = 0
    for _ in range(n):
        u = -1
        for i in range(n):
            if not used[i] and (u == -1 or best[i] < best[u]):
                u = i
        used[u] = True
        cost += best[u]
        for i in range(n):
            if w[u][i] < best[i]:
                best[i] = w[u][i]
    return cost

print(prim([[0, 2, 3], [2, 0, 1], [3, 1, 0]]))
# ---
# O(n^2) O(n)|O(n^2)
def look_and_say_lengths(s):
    rows = []
    for i in range(len(s)):
        row = ""
        for j in range(i + 1):
            row += s[j]
        rows.append(len(row))
    return rows

print(look_and_say_lengths("12211"))
# ---
# O(n) O(n)
def daily_temps(t):
    ans = [0] * len(t)
    st = []
    for i, x in enumerate(t):
        while st and t[st[-1]] < x:
            j = st.pop()
            ans[j] = i - j
        st.append(i)
    return ans

print(daily_temps([73, 74, 75, 71, 69, 72, 76, 73]))
# ---
# O(n) O(1)
def container(height):
    i, j = 0, len(height) - 1
    best = 0
    while i < j:
        best = max(best, min(height[i], height[j]) * (j - i))
        if height[i] < height[j]:
            i += 1
        else:
            j -= 1
    return best

print(container([1, 8, 6, 2, 5, 4, 8, 3, 7]))
# ---
# O(n * m) O(n * m)
def min_path(grid):
    R = len(grid)
    C = len(grid[0])
    cost = [[0 for _ in range(C)] for _ in range(R)]
    for r in range(R):
        for c in range(C):
            if r == 0 and c == 0:
                cost[r][c] = grid[r][c]
            elif r == 0:
                cost[r][c] = cost[r][c - 1] + grid[r][c]
            elif c == 0:
                cost[r][c] = cost[r - 1][c] + grid[r][c]
            else:
                cost[r][c] = min(cost[r - 1][c], cost[r][c - 1]) + grid[r][c]
    return cost[-1][-1]

print(min_path([[1, 3, 1], [1, 5, 1]]))
# ---
# O(n * m) O(n * m)|O(n)|O(n + m)
def flood(img, x, y, new):
    old = img[x][y]
    if old == new:
        return img
    def go(i, j):
        if 0 <= i < len(img) and 0 <= j < len(img[0]) and img[i][j] == old:
            img[i][j] = new
            go(i + 1, j)
            go(i - 1, j)
            go(i, j + 1)
            go(i, j - 1)
    go(x, y)
    return img

print(flood([[1, 1, 0], [1, 0, 1]], 0, 0, 2))
# ---
# O(n log n)|O(n) O(n)
def sieve(limit):
    flags = [True] * (limit + 1)
    flags[0] = flags[1] = False
    for i in range(2, limit + 1):
        if flags[i]:
            for j in range(2 * i, limit + 1, i):
                flags[j] = False
    return [i for i, f in enumerate(flags) if f]

print(sieve(30))
# ---
# O(log n) O(1)
def lcm(a, b):
    x, y = a, b
    while y:
        x, y = y, x % y
    return a // x * b

print(lcm(12, 18))
# ---
# O(log n) O(log n)
def mod_pow(b, e, m):
    if e == 0:
        return 1
    half = mod_pow(b, e // 2, m)
    half = half * half % m
    if e % 2:
        half = half * b % m
    return half

print(mod_pow(3, 200, 13))
# ---
# O(sqrt n) O(1)
def sum_divisors(n):
    s = 0
    d = 1
    while d * d <= n:
        if n % d == 0:
            s += d
            if d != n // d:
                s += n // d
        d += 1
    return s

print(sum_divisors(28))
# ---
# O(2^n) O(n)
def can_partition(nums, i=0, a=0, b=0):
    if i == len(nums):
        return a == b
    if can_partition(nums, i + 1, a + nums[i], b):
        return True
    return can_partition(nums, i + 1, a, b + nums[i])

print(can_partition([3, 1, 1, 2, 2, 1]))
# ---
# O(n) O(n)|O(1)
def squares_of(xs):
    return (x * x for x in xs)

def total_of_squares(xs):
    return sum(squares_of(xs))

print(total_of_squares([1, 2, 3]))
# ---
# O(n log n) O(n)|O(1)
people = [("Ann", 31), ("Bob", 25), ("Cy", 40)]

def by_age(people):
    ordered = sorted(people, key=lambda p: p[1])
    for name, age in ordered:
        print(f"{name:10} {age}")
    return ordered[0][0]

by_age(people)
# ---
# O(n^3) O(n^2)
def matmul(A, B):
    n = len(A)
    C = [[0] * n for _ in range(n)]
    for i in range(n):
        for j in range(n):
            C[i][j] = sum(A[i][k] * B[k][j] for k in range(n))
    return C

print(matmul([[1, 2], [3, 4]], [[5, 6], [7, 8]]))
# ---
# O(n^2) O(n^2)
def triangle(rows):
    t = [[1]]
    for i in range(1, rows):
        last = t[-1]
        t.append([1] + [last[j] + last[j + 1] for j in range(len(last) - 1)] + [1])
    return t

for row in triangle(5):
    print(row)
# ---
# O(n) O(1)|O(n)
def vowels(text):
    n = 0
    for c in text.lower():
        if c in "aeiou":
            n += 1
    return n > 3

print(vowels("programming is fun"))
# ---
# O(n) O(n)
from collections import defaultdict, Counter

def group_by_len(words):
    d = defaultdict(list)
    for w in words:
        d[len(w)].append(w)
    return {k: sorted(v)[0] if False else v for k, v in d.items()}

print(group_by_len(["a", "bb", "cc", "ddd"]))
# ---
# O(n) O(1)
def balance_point(arr):
    right = sum(arr)
    left = 0
    for i in range(len(arr)):
        right -= arr[i]
        if left == right:
            return i
        left += arr[i]
    return -1

print(balance_point([1, 7, 3, 6, 5, 6]))
# ---
# O(n log m)|O(n log n) O(n)|O(1)|O(n + m)
from bisect import bisect_right

def grades_for(scores, breaks):
    res = []
    for s in scores:
        res.append("FDCBA"[min(4, bisect_right(breaks, s))])
    return res

print(grades_for([33, 99, 77, 70], [60, 70, 80, 90]))
# ---
# O(n^2) O(n)
def all_pairs_words(words):
    out = set()
    for i, a in enumerate(words):
        for b in words[i + 1:]:
            if a[0] == b[0]:
                out.add(a)
    return out

print(all_pairs_words(["ant", "bee", "ape"]))
