// Package host gathers what there is to know about a host and one of its accounts, as
// plain data, and runs programs with an account's rights. It decides nothing: the checks of
// `doctor` are pure functions over its [Facts].
package host
