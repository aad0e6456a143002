# O(n) O(1)
def average(grades):
    total = 0
    count = 0
    for g in grades:
        total = total + g
        count = count + 1
    if count == 0:
        return 0
    return total / count

grades = [90, 80, 70, 85]
print(f"Average: {average(grades):.2f}")
# ---
# O(n) O(n)
def caesar(message, shift=3):
    out = []
    for ch in message:
        if ch.isalpha():
            base = ord("A") if ch.isupper() else ord("a")
            out.append(chr((ord(ch) - base + shift) % 26 + base))
        else:
            out.append(ch)
    return "".join(out)

print(caesar("Hello World"))
# ---
# O(n) O(n)
def word_count(text):
    counts = {}
    for word in text.split():
        word = word.lower().strip(".,!?")
        if word in counts:
            counts[word] += 1
        else:
            counts[word] = 1
    return counts

print(word_count("the cat and the dog and the bird"))
# ---
# O(n) O(1)
def second_largest(nums):
    first = second = float("-inf")
    for n in nums:
        if n > first:
            first, second = n, first
        elif first > n > second:
            second = n
    return second

print(second_largest([3, 5, 1, 4]))
# ---
# O(n^2) O(1)
def cocktail_sort(a):
    n = len(a)
    swapped = True
    start, end = 0, n - 1
    while swapped:
        swapped = False
        for i in range(start, end):
            if a[i] > a[i + 1]:
                a[i], a[i + 1] = a[i + 1], a[i]
                swapped = True
        if not swapped:
            break
        swapped = False
        end -= 1
        for i in range(end - 1, start - 1, -1):
            if a[i] > a[i + 1]:
                a[i], a[i + 1] = a[i + 1], a[i]
                swapped = True
        start += 1
    return a

print(cocktail_sort([5, 1, 4, 2, 8]))
# ---
# O(n log n) O(n)
def merge(left, right):
    result = []
    while left and right:
        if left[-1] > right[-1]:
            result.append(left.pop())
        else:
            result.append(right.pop())
    result.extend(left[::-1])
    result.extend(right[::-1])
    return result[::-1]

def sort_list(items):
    if len(items) < 2:
        return items
    half = len(items) // 2
    return merge(sort_list(items[:half]), sort_list(items[half:]))

print(sort_list([4, 2, 8, 1]))
# ---
# O(n) O(n)
def radix_digits(nums):
    for place in (1, 10, 100):
        buckets = [[] for _ in range(10)]
        for x in nums:
            buckets[x // place % 10].append(x)
        nums = [x for b in buckets for x in b]
    return nums

print(radix_digits([170, 45, 75, 90]))
# ---
# O(n log n) O(1)|O(n)
def can_attend(meetings):
    meetings.sort()
    for i in range(1, len(meetings)):
        if meetings[i][0] < meetings[i - 1][1]:
            return False
    return True

print(can_attend([(0, 30), (35, 40), (50, 60)]))
# ---
# O(log n) O(1)
def lower_bound(arr, x):
    lo = 0
    hi = len(arr)
    while lo < hi:
        mid = lo + (hi - lo) // 2
        if arr[mid] < x:
            lo = mid + 1
        else:
            hi = mid
    return lo

print(lower_bound([1, 2, 4, 4, 6], 4))
# ---
# O(log n) O(1)
def search_rotated(nums, target):
    l, r = 0, len(nums) - 1
    while l <= r:
        m = (l + r) // 2
        if nums[m] == target:
            return m
        if nums[l] <= nums[m]:
            if nums[l] <= target < nums[m]:
                r = m - 1
            else:
                l = m + 1
        else:
            if nums[m] < target <= nums[r]:
                l = m + 1
            else:
                r = m - 1
    return -1

print(search_rotated([4, 5, 6, 7, 0, 1, 2], 0))
# ---
# O(sqrt n) O(1)
def jump_search(arr, x):
    import math
    n = len(arr)
    step = int(math.sqrt(n))
    prev = 0
    while prev < n and arr[min(prev + step, n) - 1] < x:
        prev += step
    for i in range(prev, min(prev + step, n)):
        if arr[i] == x:
            return i
    return -1

print(jump_search([0, 1, 1, 2, 3, 5, 8, 13, 21], 13))
# ---
# O(sqrt n) O(log n)|O(1)
def prime_factors(n):
    factors = []
    p = 2
    while p * p <= n:
        while n % p == 0:
            factors.append(p)
            n //= p
        p += 1
    if n > 1:
        factors.append(n)
    return factors

print(prime_factors(84))
# ---
# O(n) O(n)
def reverse_stack(items):
    class Stack:
        def __init__(self):
            self.data = []
        def push(self, x):
            self.data.append(x)
        def pop(self):
            return self.data.pop()
        def empty(self):
            return len(self.data) == 0
    s = Stack()
    for x in items:
        s.push(x)
    out = []
    while not s.empty():
        out.append(s.pop())
    return out

print(reverse_stack([1, 2, 3]))
# ---
# O(n) O(n)
class Node:
    def __init__(self, value):
        self.value = value
        self.next = None

class LinkedList:
    def __init__(self):
        self.head = None
    def add(self, value):
        node = Node(value)
        node.next = self.head
        self.head = node

def build(values):
    ll = LinkedList()
    for v in values:
        ll.add(v)
    return ll

build([1, 2, 3])
# ---
# O(n^2) O(n)
class Node:
    def __init__(self, value):
        self.value = value
        self.next = None

def build_at_end(values):
    head = None
    for v in values:
        node = Node(v)
        if head is None:
            head = node
        else:
            cur = head
            while cur.next:
                cur = cur.next
            cur.next = node
    return head

build_at_end([1, 2, 3])
# ---
# O(n^2) O(n)
class TreeNode:
    def __init__(self, key):
        self.key = key
        self.left = None
        self.right = None

def insert(root, key):
    if root is None:
        return TreeNode(key)
    cur = root
    while True:
        if key < cur.key:
            if cur.left is None:
                cur.left = TreeNode(key)
                return root
            cur = cur.left
        else:
            if cur.right is None:
                cur.right = TreeNode(key)
                return root
            cur = cur.right

def build_bst(keys):
    root = None
    for k in keys:
        root = insert(root, k)
    return root

build_bst([5, 3, 8, 1, 4])
# ---
# O(n)|O(n log n) O(n)
import heapq
def dijkstra_line(n):
    graph = {i: [(i + 1, 1)] if i + 1 < n else [] for i in range(n)}
    dist = {0: 0}
    pq = [(0, 0)]
    while pq:
        d, u = heapq.heappop(pq)
        for v, w in graph[u]:
            if v not in dist or d + w < dist[v]:
                dist[v] = d + w
                heapq.heappush(pq, (d + w, v))
    return dist

print(dijkstra_line(5))
# ---
# O(n * m) O(n * m)
def lcs_memo(a, b):
    from functools import lru_cache
    @lru_cache(None)
    def go(i, j):
        if i == len(a) or j == len(b):
            return 0
        if a[i] == b[j]:
            return 1 + go(i + 1, j + 1)
        return max(go(i + 1, j), go(i, j + 1))
    return go(0, 0)

print(lcs_memo("abcbdab", "bdcaba"))
# ---
# O(n^2)|O(n^3) O(n)|O(n + m)
def word_break(s, words):
    words = set(words)
    dp = [True] + [False] * len(s)
    for i in range(1, len(s) + 1):
        for j in range(i):
            if dp[j] and s[j:i] in words:
                dp[i] = True
                break
    return dp[-1]

print(word_break("leetcode", ["leet", "code"]))
# ---
# O(n) O(1)
def house_robber(nums):
    prev, cur = 0, 0
    for x in nums:
        prev, cur = cur, max(cur, prev + x)
    return cur

print(house_robber([2, 7, 9, 3, 1]))
# ---
# O(n) O(n)
def house_memo(nums):
    memo = {}
    def rob(i):
        if i >= len(nums):
            return 0
        if i in memo:
            return memo[i]
        memo[i] = max(rob(i + 1), nums[i] + rob(i + 2))
        return memo[i]
    return rob(0)

print(house_memo([2, 7, 9, 3, 1]))
# ---
# O(2^n) O(n)
def house_naive(nums, i=0):
    if i >= len(nums):
        return 0
    return max(house_naive(nums, i + 1), nums[i] + house_naive(nums, i + 2))

print(house_naive([2, 7, 9, 3, 1]))
# ---
# O(2^n) O(2^n)|O(n)
def combinations_sum(candidates, target):
    out = []
    def go(i, rest, path):
        if i == len(candidates):
            if rest == 0:
                out.append(list(path))
            return
        go(i + 1, rest, path)
        path.append(candidates[i])
        go(i + 1, rest - candidates[i], path)
        path.pop()
    go(0, target, [])
    return out

print(combinations_sum([2, 3, 5, 7], 10))
# ---
# O(2^n) O(2^n)
def subsets_bits(nums):
    n = len(nums)
    result = []
    for mask in range(1 << n):
        result.append([nums[i] for i in range(n) if mask & (1 << i)])
    return result

print(subsets_bits([1, 2, 3]))
# ---
# O(2^n) ?
def parentheses(n):
    out = []
    def go(s, opened, closed):
        if len(s) == 2 * n:
            out.append(s)
            return
        if opened < n:
            go(s + "(", opened + 1, closed)
        if closed < opened:
            go(s + ")", opened, closed + 1)
    go("", 0, 0)
    return out

print(parentheses(3))
# ---
# O(n!) O(n)
import itertools
def shortest_tour(points):
    best = float("inf")
    for order in itertools.permutations(range(len(points))):
        length = 0
        for i in range(len(order) - 1):
            length += abs(points[order[i]] - points[order[i + 1]])
        best = min(best, length)
    return best

print(shortest_tour([4, 1, 7]))
# ---
# O(n) O(n)
def unique_sorted(items):
    return list(dict.fromkeys(items))

print(unique_sorted([1, 2, 2, 3]))
# ---
# O(n log n) O(n)
def top_words(words, k):
    from collections import Counter
    return sorted(Counter(words).items(), key=lambda p: (-p[1], p[0]))[:k]

print(top_words(["a", "b", "a", "c", "cc"], 2))
# ---
# O(n + m) O(n)|O(n + m)
def intersect(nums1, nums2):
    return list(set(nums1) & set(nums2))

print(intersect([1, 2, 2, 1], [2, 2]))
# ---
# O(n * m) O(n)
def intersect_lists(list1, list2):
    result = []
    for item in list1:
        if item in list2 and item not in result:
            result.append(item)
    return result

print(intersect_lists([1, 2, 3, 4], [3, 4, 5]))
# ---
# O(n * m) O(n * m)
def cartesian(a, b):
    return [(x, y) for x in a for y in b]

print(cartesian([1, 2, 3], [4, 5]))
# ---
# O(n * m) O(1)
def max_row_sum(matrix):
    best = None
    for row in matrix:
        s = 0
        for value in row:
            s += value
        if best is None or s > best:
            best = s
    return best

print(max_row_sum([[1, 2, 3], [4, 5, 6]]))
# ---
# O(n^2) O(1)
def rotate_matrix(m):
    n = len(m)
    for i in range(n):
        for j in range(i + 1, n):
            m[i][j], m[j][i] = m[j][i], m[i][j]
    for row in m:
        row.reverse()
    return m

print(rotate_matrix([[1, 2, 3], [4, 5, 6], [7, 8, 9]]))
# ---
# O(n^2) O(n^2)
def identity(n):
    return [[1 if i == j else 0 for j in range(n)] for i in range(n)]

print(identity(3))
# ---
# O(n) O(1)
def trace(matrix):
    return sum(matrix[i][i] for i in range(len(matrix)))

print(trace([[1, 2, 3], [4, 5, 6], [7, 8, 9]]))
# ---
# O(n + m) O(n)
def connected_components(graph):
    visited = set()
    count = 0
    for start in graph:
        if start not in visited:
            count += 1
            stack = [start]
            visited.add(start)
            while stack:
                v = stack.pop()
                for w in graph[v]:
                    if w not in visited:
                        visited.add(w)
                        stack.append(w)
    return count

print(connected_components({0: [1], 1: [0], 2: []}))
# ---
# O(n + m) O(n)
def has_cycle(graph):
    state = {}
    def visit(v):
        state[v] = 1
        for w in graph[v]:
            if state.get(w) == 1:
                return True
            if w not in state and visit(w):
                return True
        state[v] = 2
        return False
    return any(v not in state and visit(v) for v in graph)

print(has_cycle({0: [1], 1: [2], 2: []}))
# ---
# O(n) O(1)
def find_missing(nums):
    n = len(nums) + 1
    return n * (n + 1) // 2 - sum(nums)

print(find_missing([1, 2, 4, 5]))
# ---
# O(n) O(n)
def prefix_sum(arr):
    prefix = [0]
    for x in arr:
        prefix.append(prefix[-1] + x)
    return prefix

print(prefix_sum([1, 2, 3]))
# ---
# O(n) O(n)
def run_length(s):
    if not s:
        return ""
    out = []
    count = 1
    for i in range(1, len(s)):
        if s[i] == s[i - 1]:
            count += 1
        else:
            out.append(s[i - 1] + str(count))
            count = 1
    out.append(s[-1] + str(count))
    return "".join(out)

print(run_length("aaabbc"))
# ---
# O(n) O(1)
def is_subsequence(s, t):
    it = iter(t)
    return all(c in it for c in s)

print(is_subsequence("abc", "ahbgdc"))
# ---
# O(n) O(n)
def evaluate_rpn(tokens):
    stack = []
    for t in tokens:
        if t in ("+", "-", "*"):
            b, a = stack.pop(), stack.pop()
            stack.append(a + b if t == "+" else a - b if t == "-" else a * b)
        else:
            stack.append(int(t))
    return stack

print(evaluate_rpn(["2", "1", "3"]))
# ---
# O(n) O(n)
def fizz_buzz(n):
    out = []
    for i in range(1, n + 1):
        if i % 15 == 0:
            out.append("FizzBuzz")
        elif i % 3 == 0:
            out.append("Fizz")
        elif i % 5 == 0:
            out.append("Buzz")
        else:
            out.append(str(i))
    return out

print(fizz_buzz(15))
# ---
# O(n^2) O(n)
def primes_naive(limit):
    primes = []
    for num in range(2, limit + 1):
        is_prime = True
        for d in range(2, num):
            if num % d == 0:
                is_prime = False
        if is_prime:
            primes.append(num)
    return primes

print(primes_naive(20))
# ---
# O(log n) O(1)
def digital_sum(n):
    s = 0
    while n != 0:
        s += n % 10
        n = n // 10
    return s

print(digital_sum(9875))
# ---
# O(log n) O(1)
def fast_pow(x, n):
    result = 1
    while n > 0:
        if n % 2 == 1:
            result = result * x % 1000000007
        x = x * x % 1000000007
        n = n // 2
    return result

print(fast_pow(2, 10))
# ---
# O(n) O(1)
def slow_pow(base, exponent):
    result = 1
    for _ in range(exponent):
        result = (result * base) % 998244353
    return result

print(slow_pow(2, 10))
# ---
# O(n) O(n)
def memo_tribonacci():
    pass

def tribonacci(n, cache={0: 0, 1: 1, 2: 1}):
    if n not in cache:
        cache[n] = (tribonacci(n - 1) + tribonacci(n - 2) + tribonacci(n - 3)) % 1000007
    return cache[n]

print(tribonacci(10))
# ---
# O(n) O(n)
@staticmethod
def unused(n):
    return n

def timer(func):
    def wrapper(*args, **kwargs):
        return func(*args, **kwargs)
    return wrapper

@timer
def squares(n):
    return [i * i for i in range(n)]

print(squares(5))
# ---
# O(n^2) O(1)
def count_inversions(arr):
    inv = 0
    i = 0
    while i < len(arr):
        j = i + 1
        while j < len(arr):
            if arr[i] > arr[j]:
                inv += 1
            j += 1
        i += 1
    return inv

print(count_inversions([2, 4, 1, 3, 5]))
# ---
# O(n log n) O(n)
def count_inversions_fast(arr):
    def sort(a):
        if len(a) <= 1:
            return a, 0
        m = len(a) // 2
        l, x = sort(a[:m])
        r, y = sort(a[m:])
        out, i, j, inv = [], 0, 0, x + y
        while i < len(l) and j < len(r):
            if l[i] <= r[j]:
                out.append(l[i])
                i += 1
            else:
                out.append(r[j])
                inv += len(l) - i
                j += 1
        out += l[i:]
        out += r[j:]
        return out, inv
    return sort(arr)[1]

print(count_inversions_fast([2, 4, 1, 3, 5]))
# ---
# O(n) O(1)
def dutch_flag(nums):
    low, mid, high = 0, 0, len(nums) - 1
    while mid <= high:
        if nums[mid] == 0:
            nums[low], nums[mid] = nums[mid], nums[low]
            low += 1
            mid += 1
        elif nums[mid] == 1:
            mid += 1
        else:
            nums[mid], nums[high] = nums[high], nums[mid]
            high -= 1
    return nums

print(dutch_flag([2, 0, 2, 1, 1, 0]))
# ---
# O(n) O(n)
def trap(height):
    n = len(height)
    left, right = [0] * n, [0] * n
    for i in range(1, n):
        left[i] = max(left[i - 1], height[i - 1])
    for i in range(n - 2, -1, -1):
        right[i] = max(right[i + 1], height[i + 1])
    return sum(max(0, min(left[i], right[i]) - height[i]) for i in range(n))

print(trap([0, 1, 0, 2, 1, 0, 1, 3]))
# ---
# O(n) O(1)
def min_subarray(target, nums):
    left = total = 0
    best = len(nums) + 1
    for right in range(len(nums)):
        total += nums[right]
        while total >= target:
            best = min(best, right - left + 1)
            total -= nums[left]
            left += 1
    return best if best <= len(nums) else 0

print(min_subarray(7, [2, 3, 1, 2, 4, 3]))
# ---
# O(n^3) O(n)
def four_nested(nums):
    quads = set()
    n = len(nums)
    for i in range(n):
        for j in range(i + 1, n):
            for k in range(j + 1, n):
                if nums[i] < nums[j] < nums[k]:
                    quads.add(nums[k])
    return len(quads)

print(four_nested([1, 2, 3, 4]))
