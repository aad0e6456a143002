# O(n) O(1)
def sum_digits_list(nums: list[int]) -> int:
    """Adds everything up."""
    total = 0
    for num in nums:
        total += num
    return total
# ---
# O(n) O(n)
def remove_vowels(text):
    result = ""
    for ch in text:
        if ch.lower() not in "aeiou":
            result += ch
    return result
# ---
# O(n) O(n)
def char_frequency(s):
    freq = {}
    for ch in s:
        freq[ch] = freq.get(ch, 0) + 1
    return freq

print(char_frequency("mississippi"))
# ---
# O(n)|O(n + m) O(n)|O(n + m)
def is_anagram(s, t):
    from collections import Counter
    return Counter(s) == Counter(t)

print(is_anagram("listen", "silent"))
# ---
# O(n log n) O(n)|O(n + m)
def is_anagram_sorted(s1, s2):
    return sorted(s1) == sorted(s2)

print(is_anagram_sorted("listen", "silent"))
# ---
# O(n^2) O(1)
def selection_sort(lst):
    for i in range(len(lst)):
        smallest = i
        for j in range(i + 1, len(lst)):
            if lst[j] < lst[smallest]:
                smallest = j
        lst[i], lst[smallest] = lst[smallest], lst[i]
    return lst

numbers = [64, 25, 12, 22, 11]
print("Sorted:", selection_sort(numbers))
# ---
# O(n log n) O(1)|O(log n)|O(n)
def heapify(arr, n, i):
    largest = i
    l = 2 * i + 1
    r = 2 * i + 2
    if l < n and arr[l] > arr[largest]:
        largest = l
    if r < n and arr[r] > arr[largest]:
        largest = r
    if largest != i:
        arr[i], arr[largest] = arr[largest], arr[i]
        heapify(arr, n, largest)

def heap_sort(arr):
    n = len(arr)
    for i in range(n // 2 - 1, -1, -1):
        heapify(arr, n, i)
    for i in range(n - 1, 0, -1):
        arr[0], arr[i] = arr[i], arr[0]
        heapify(arr, i, 0)
    return arr

print(heap_sort([12, 11, 13, 5, 6, 7]))
# ---
# O(n^2) O(n)
def partition(arr, low, high):
    pivot = arr[high]
    i = low - 1
    for j in range(low, high):
        if arr[j] <= pivot:
            i += 1
            arr[i], arr[j] = arr[j], arr[i]
    arr[i + 1], arr[high] = arr[high], arr[i + 1]
    return i + 1

def quicksort(arr, low, high):
    if low < high:
        p = partition(arr, low, high)
        quicksort(arr, low, p - 1)
        quicksort(arr, p + 1, high)

data = [10, 7, 8, 9, 1, 5]
quicksort(data, 0, len(data) - 1)
print(data)
# ---
# O(n log n) O(n)
def sieve(n):
    prime = [True] * (n + 1)
    for p in range(2, n + 1):
        for m in range(2 * p, n + 1, p):
            prime[m] = False
    return [p for p in range(2, n + 1) if prime[p]]

print(sieve(30))
# ---
# O(n) O(n)
def knapsack_like(n):
    dp = [0] * (n + 1)
    for i in range(1, n + 1):
        dp[i] = dp[i - 1] + i
    return dp[n]
# ---
# O(n * m) O(n * m)
def knapsack(weights, values, capacity):
    n = len(weights)
    dp = [[0] * (capacity + 1) for _ in range(n + 1)]
    for i in range(1, n + 1):
        for w in range(capacity + 1):
            dp[i][w] = dp[i - 1][w]
            if weights[i - 1] <= w:
                dp[i][w] = max(dp[i][w], dp[i - 1][w - weights[i - 1]] + values[i - 1])
    return dp[n][capacity]

print(knapsack([1, 3, 4, 5], [1, 4, 5, 7], 7))
# ---
# O(n * m) O(n * m)
def edit_distance(word1, word2):
    m, n = len(word1), len(word2)
    memo = {}
    def solve(i, j):
        if i == m:
            return n - j
        if j == n:
            return m - i
        if (i, j) in memo:
            return memo[(i, j)]
        if word1[i] == word2[j]:
            res = solve(i + 1, j + 1)
        else:
            res = 1 + min(solve(i + 1, j), solve(i, j + 1), solve(i + 1, j + 1))
        memo[(i, j)] = res
        return res
    return solve(0, 0)

print(edit_distance("horse", "ros"))
# ---
# O(2^n) O(2^n)
def power_set(items):
    if not items:
        return [[]]
    rest = power_set(items[1:])
    return rest + [[items[0]] + r for r in rest]

print(power_set([1, 2, 3]))
# ---
# O(2^n) O(2^n)
def generate_binary(n):
    if n == 0:
        return [""]
    smaller = generate_binary(n - 1)
    return ["0" + s for s in smaller] + ["1" + s for s in smaller]

print(generate_binary(3))
# ---
# O(n!) ?
def permute(nums):
    result = []
    def backtrack(path, used):
        if len(path) == len(nums):
            result.append(path[:])
            return
        for i in range(len(nums)):
            if used[i]:
                continue
            used[i] = True
            path.append(nums[i])
            backtrack(path, used)
            path.pop()
            used[i] = False
    backtrack([], [False] * len(nums))
    return result

print(permute([1, 2, 3]))
# ---
# O(n!) O(n)
def n_queens(n):
    def safe(row, col):
        for r in range(row):
            if cols[r] == col or abs(cols[r] - col) == row - r:
                return False
        return True
    def place(row):
        if row == n:
            return 1
        count = 0
        for col in range(n):
            if safe(row, col):
                cols[row] = col
                count += place(row + 1)
        return count
    cols = [0] * n
    return place(0)

print(n_queens(4))
# ---
# O(n) O(1)
class Solution:
    def maxProfit(self, prices):
        low = float("inf")
        best = 0
        for p in prices:
            low = min(low, p)
            best = max(best, p - low)
        return best

print(Solution().maxProfit([7, 1, 5, 3, 6, 4]))
# ---
# O(n) O(1)
class Solution:
    def maxArea(self, height):
        left, right = 0, len(height) - 1
        best = 0
        while left < right:
            best = max(best, min(height[left], height[right]) * (right - left))
            if height[left] < height[right]:
                left += 1
            else:
                right -= 1
        return best
# ---
# O(n^2) O(n)|O(1)|O(n^2)
class Solution:
    def threeSum(self, nums):
        nums.sort()
        result = []
        for i in range(len(nums) - 2):
            if i > 0 and nums[i] == nums[i - 1]:
                continue
            l, r = i + 1, len(nums) - 1
            while l < r:
                s = nums[i] + nums[l] + nums[r]
                if s < 0:
                    l += 1
                elif s > 0:
                    r -= 1
                else:
                    result.append([nums[i], nums[l], nums[r]])
                    l += 1
                    r -= 1
        return result

print(Solution().threeSum([-1, 0, 1, 2, -1, -4]))
# ---
# O(n) O(1)
def move_zeroes(nums):
    pos = 0
    for i in range(len(nums)):
        if nums[i] != 0:
            nums[pos], nums[i] = nums[i], nums[pos]
            pos += 1
    return nums

print(move_zeroes([0, 1, 0, 3, 12]))
# ---
# O(n) O(n)
def product_except_self(nums):
    n = len(nums)
    out = [1] * n
    pre = 1
    for i in range(n):
        out[i] = pre
        pre = pre * nums[i] % 1000003
    post = 1
    for i in range(n - 1, -1, -1):
        out[i] = out[i] * post % 1000003
        post = post * nums[i] % 1000003
    return out

print(product_except_self([1, 2, 3, 4]))
# ---
# O(n) O(n)
def longest_consecutive(nums):
    s = set(nums)
    best = 0
    for x in s:
        if x - 1 not in s:
            length = 1
            while x + length in s:
                length += 1
            best = max(best, length)
    return best

print(longest_consecutive([100, 4, 200, 1, 3, 2]))
# ---
# O(n) O(n)
def sliding_max(nums, k):
    from collections import deque
    q = deque()
    out = []
    for i, x in enumerate(nums):
        while q and nums[q[-1]] <= x:
            q.pop()
        q.append(i)
        if q[0] <= i - k:
            q.popleft()
        if i >= k - 1:
            out.append(nums[q[0]])
    return out

print(sliding_max([1, 3, -1, -3, 5, 3, 6, 7], 3))
# ---
# O(n * m) O(1)
def search_pattern(text, pattern):
    found = []
    for i in range(len(text) - len(pattern) + 1):
        j = 0
        while j < len(pattern) and text[i + j] == pattern[j]:
            j += 1
        if j == len(pattern):
            return i
    return -1

print(search_pattern("abracadabra", "cad"))
# ---
# O(n + m) O(m)|O(n)
def kmp(text, pattern):
    fail = [0] * len(pattern)
    k = 0
    for i in range(1, len(pattern)):
        while k and pattern[k] != pattern[i]:
            k = fail[k - 1]
        if pattern[k] == pattern[i]:
            k += 1
        fail[i] = k
    k = 0
    hits = 0
    for c in text:
        while k and pattern[k] != c:
            k = fail[k - 1]
        if pattern[k] == c:
            k += 1
        if k == len(pattern):
            hits += 1
            k = fail[k - 1]
    return hits

print(kmp("ababcabab", "abab"))
# ---
# O(n + m) O(n)
def topological_sort(graph):
    indegree = {v: 0 for v in graph}
    for v in graph:
        for w in graph[v]:
            indegree[w] += 1
    ready = [v for v in graph if indegree[v] == 0]
    order = []
    while ready:
        v = ready.pop()
        order.append(v)
        for w in graph[v]:
            indegree[w] -= 1
            if indegree[w] == 0:
                ready.append(w)
    return order

print(topological_sort({"a": ["b"], "b": ["c"], "c": []}))
# ---
# O(n + m) O(n)|O(n + m)
def has_path(graph, src, dst):
    stack, seen = [src], set()
    while stack:
        node = stack.pop()
        if node == dst:
            return True
        if node in seen:
            continue
        seen.add(node)
        for nb in graph.get(node, []):
            stack.append(nb)
    return False

print(has_path({1: [2, 3], 2: [4], 3: [4], 4: []}, 1, 9))
# ---
# O(n * m) O(n * m)
def count_islands(grid):
    rows, cols = len(grid), len(grid[0])
    seen = set()
    def explore(r, c):
        if r < 0 or c < 0 or r >= rows or c >= cols or grid[r][c] == 0 or (r, c) in seen:
            return
        seen.add((r, c))
        explore(r + 1, c)
        explore(r - 1, c)
        explore(r, c + 1)
        explore(r, c - 1)
    count = 0
    for r in range(rows):
        for c in range(cols):
            if grid[r][c] == 1 and (r, c) not in seen:
                count += 1
                explore(r, c)
    return count

print(count_islands([[1, 1, 0], [0, 1, 0]]))
# ---
# O(n * m) O(n)
def min_coins(coins, amount):
    INF = float("inf")
    dp = [0] + [INF] * amount
    for a in range(1, amount + 1):
        for c in coins:
            if c <= a and dp[a - c] + 1 < dp[a]:
                dp[a] = dp[a - c] + 1
    return dp[amount] if dp[amount] < INF else -1

print(min_coins([1, 2, 5], 11))
# ---
# O(log n) O(1)
def to_binary_count(n):
    ones = 0
    while n:
        ones += n & 1
        n >>= 1
    return ones

print(to_binary_count(37))
# ---
# O(log n) O(log n)
def to_binary(n):
    if n < 2:
        return str(n)
    return to_binary(n // 2) + str(n % 2)
# ---
# O(log n) O(log n)
def recursive_search(arr, target, low, high):
    if low > high:
        return -1
    mid = (low + high) // 2
    if arr[mid] == target:
        return mid
    elif arr[mid] > target:
        return recursive_search(arr, target, low, mid - 1)
    return recursive_search(arr, target, mid + 1, high)

a = [1, 4, 7, 9, 12]
print(recursive_search(a, 9, 0, len(a) - 1))
# ---
# O(sqrt n) O(1)
def is_perfect(n):
    total = 1
    for d in range(2, int(n ** 0.5) + 1):
        if n % d == 0:
            total += d + n // d
    return total == n

print(is_perfect(28))
# ---
# O(n) O(1)
def is_perfect_slow(n):
    total = 0
    for d in range(1, n):
        if n % d == 0:
            total += d
    return total == n

print(is_perfect_slow(28))
# ---
# O(n) O(1)
def collatz_max(n):
    best = 0
    for i in range(n):
        best = max(best, i ^ (i >> 1))
    return best
# ---
# O(n^2) O(1)
def stars(n):
    for i in range(1, n + 1):
        for j in range(i):
            print("*", end="")
        print()

stars(5)
# ---
# O(n^2) O(n^2)
def pascal(n):
    rows = [[1]]
    for i in range(1, n):
        prev = rows[-1]
        row = [1]
        for j in range(1, i):
            row.append((prev[j - 1] + prev[j]) % 97)
        row.append(1)
        rows.append(row)
    return rows

print(pascal(5))
# ---
# O(n^2) O(1)
def remove_all(nums, val):
    while val in nums:
        nums.remove(val)
    return nums

print(remove_all([3, 2, 2, 3], 3))
# ---
# O(n^2) O(n)
def reverse_by_insert(items):
    out = []
    for x in items:
        out.insert(0, x)
    return out

print(reverse_by_insert([1, 2, 3]))
# ---
# O(n) O(n)
def flatten(nested):
    out = []
    for item in nested:
        if isinstance(item, list):
            out.extend(flatten(item))
        else:
            out.append(item)
    return out

print(flatten([1, [2, [3, 4]], 5]))
# ---
# O(n log n) O(n)
def merge_intervals(intervals):
    intervals.sort(key=lambda x: x[0])
    merged = []
    for iv in intervals:
        if merged and merged[-1][1] >= iv[0]:
            merged[-1][1] = max(merged[-1][1], iv[1])
        else:
            merged.append(iv[:])
    return merged

print(merge_intervals([[1, 3], [2, 6], [8, 10], [15, 18]]))
# ---
# O(n log n) O(n)
def k_closest(points, k):
    points.sort(key=lambda p: p[0] ** 2 + p[1] ** 2)
    return points[:k]

print(k_closest([(1, 3), (-2, 2), (5, 8)], 2))
# ---
# O(n log n) O(n)
import heapq
def huffman_cost(freqs):
    heap = list(freqs)
    heapq.heapify(heap)
    cost = 0
    while len(heap) > 1:
        a, b = heapq.heappop(heap), heapq.heappop(heap)
        cost += a + b
        heapq.heappush(heap, a + b)
    return cost

print(huffman_cost([5, 9, 12, 13, 16, 45]))
# ---
# O(n) O(n)
def group_anagrams(words):
    groups = {}
    for w in words:
        key = "".join(sorted(w))
        groups.setdefault(key, []).append(w)
    return list(groups.values())

print(group_anagrams(["eat", "tea", "tan", "ate", "nat", "bat"]))
# ---
# O(1) O(1)
def swap(a, b):
    a, b = b, a
    return a, b

print(swap(3, 4))
# ---
# O(1) O(1)
def leap_year(year):
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)

print(leap_year(2024))
# ---
# O(1) O(1)
def get_middle(lst):
    return lst[len(lst) // 2]

print(get_middle([1, 2, 3]))
# ---
# O(n) O(1)
def gen_evens(limit):
    i = 0
    while i < limit:
        if i % 2 == 0:
            yield i
        i += 1

for e in gen_evens(10):
    print(e)
# ---
# O(n) O(n)
def tail_sum(lst):
    if len(lst) == 0:
        return 0
    return lst.pop() + tail_sum(lst)

print(tail_sum([1, 2, 3]))
# ---
# O(n^2) O(n)|O(n^2)
def rec_sum(lst):
    if not lst:
        return 0
    return lst[0] + rec_sum(lst[1:])

print(rec_sum([1, 2, 3]))
# ---
# O(n^3) O(n^2)
def matrix_chain(dims):
    n = len(dims) - 1
    dp = [[0] * n for _ in range(n)]
    for length in range(2, n + 1):
        for i in range(n - length + 1):
            j = i + length - 1
            dp[i][j] = min(dp[i][k] + dp[k + 1][j] + dims[i] * dims[k + 1] * dims[j + 1] for k in range(i, j))
    return dp[0][n - 1]

print(matrix_chain([10, 30, 5, 60]))
# ---
# O(n^2) O(1)
def all_substrings_count(s):
    count = 0
    for i in range(len(s)):
        for j in range(i, len(s)):
            if s[i] == s[j]:
                count += 1
    return count

print(all_substrings_count("abca"))
# ---
# O(n^3) ?
def palindromic_substrings(s):
    out = 0
    for i in range(len(s)):
        for j in range(i + 1, len(s) + 1):
            part = s[i:j]
            if part == part[::-1]:
                out += 1
    return out

print(palindromic_substrings("aaab"))
# ---
# O(n) O(1)
def majority(nums):
    candidate, count = None, 0
    for x in nums:
        if count == 0:
            candidate = x
        count += 1 if x == candidate else -1
    return candidate

print(majority([2, 2, 1, 1, 2]))
# ---
# O(2^n) O(n)
def count_paths(m, n):
    if m == 1 or n == 1:
        return 1
    return count_paths(m - 1, n) + count_paths(m, n - 1)

print(count_paths(3, 3))
# ---
# O(n * m) O(n * m)
def unique_paths(m, n):
    grid = [[1] * n for _ in range(m)]
    for i in range(1, m):
        for j in range(1, n):
            grid[i][j] = (grid[i - 1][j] + grid[i][j - 1]) % 1000007
    return grid[-1][-1]

print(unique_paths(3, 7))
# ---
# O(log n) O(1)
def find_peak(nums):
    l, r = 0, len(nums) - 1
    while l < r:
        m = (l + r) // 2
        if nums[m] < nums[m + 1]:
            l = m + 1
        else:
            r = m
    return l

print(find_peak([1, 2, 3, 1]))
# ---
# O(log n) O(1)
def integer_sqrt(x):
    lo, hi, ans = 0, x, 0
    while lo <= hi:
        mid = (lo + hi) // 2
        if mid * mid <= x:
            ans = mid
            lo = mid + 1
        else:
            hi = mid - 1
    return ans

print(integer_sqrt(26))
# ---
# O(n) O(n)
def decode_ways(s):
    dp = [0] * (len(s) + 1)
    dp[0] = 1
    for i in range(1, len(s) + 1):
        if s[i - 1] != "0":
            dp[i] += dp[i - 1]
        if i > 1 and "10" <= s[i - 2:i] <= "26":
            dp[i] += dp[i - 2]
        dp[i] %= 1000007
    return dp[-1]

print(decode_ways("226"))
# ---
# O(n + m) O(n)|O(n + m)
import heapq
def reachable(graph, start):
    seen, todo = set(), [start]
    while todo:
        v = todo.pop()
        if v not in seen:
            seen.add(v)
            todo.extend(graph[v])
    return seen

print(reachable({0: [1], 1: [2], 2: [0]}, 0))
