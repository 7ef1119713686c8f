package lint

// Starts is how often a session has linted everything.
func (s *Session) Starts() int { return s.starts }
