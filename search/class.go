package search

import "slices"

// Classes returns the classes of complexity from the cheapest to the dearest.
func Classes() []string {
	return []string{
		"O(1)", "O(log n)", "O(sqrt n)", "O(n)", "O(n log n)", "O(n^2)", "O(n^2 log n)", "O(n^3)", "O(2^n)", "O(n!)",
	}
}

// aliases maps other ways to write a class, without spaces and in lower case, to
// the one of ours. Classes of two sizes count as the one of equal sizes.
func aliases() map[string]string {
	return map[string]string{
		"1": "O(1)", "c": "O(1)",
		"logn": "O(log n)", "log(n)": "O(log n)", "lgn": "O(log n)", "log2n": "O(log n)", "logm": "O(log n)",
		"sqrtn": "O(sqrt n)", "sqrt(n)": "O(sqrt n)", "√n": "O(sqrt n)", "n^0.5": "O(sqrt n)", "n**0.5": "O(sqrt n)",
		"n": "O(n)", "m": "O(n)", "n+m": "O(n)", "m+n": "O(n)", "k": "O(n)", "v+e": "O(n)",
		"nlogn": "O(n log n)", "nlog(n)": "O(n log n)", "n*logn": "O(n log n)", "n*log(n)": "O(n log n)", "nlgn": "O(n log n)", "nlogm": "O(n log n)",
		"n^2": "O(n^2)", "n**2": "O(n^2)", "n2": "O(n^2)", "n²": "O(n^2)", "n*n": "O(n^2)", "nm": "O(n^2)", "n*m": "O(n^2)", "m*n": "O(n^2)", "nsquared": "O(n^2)", "nsquare": "O(n^2)",
		"n^2logn": "O(n^2 log n)", "n**2logn": "O(n^2 log n)", "n²logn": "O(n^2 log n)", "n2logn": "O(n^2 log n)",
		"n^3": "O(n^3)", "n**3": "O(n^3)", "n3": "O(n^3)", "n³": "O(n^3)", "ncubed": "O(n^3)",
		"2^n": "O(2^n)", "2**n": "O(2^n)", "2ⁿ": "O(2^n)", "c^n": "O(2^n)", "k^n": "O(2^n)",
		"n!": "O(n!)", "nfactorial": "O(n!)",
	}
}

// Canonical returns the class that text names ("O(N**2)", "n log n"), or "" when
// it names none.
func Canonical(text string) string {
	inner := squeeze(text)
	if len(inner) > 3 && inner[0] == 'o' && inner[1] == '(' && inner[len(inner)-1] == ')' {
		inner = inner[2 : len(inner)-1]
	}
	return aliases()[inner]
}

// rank returns the place of class in the order of Classes; what is not known
// comes after all of them.
func rank(class string) int {
	if i := slices.Index(Classes(), class); i >= 0 {
		return i
	}
	if i := slices.Index(Classes(), Canonical(class)); i >= 0 {
		return i
	}
	return len(Classes())
}
