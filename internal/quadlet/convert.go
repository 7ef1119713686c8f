package quadlet

// convert works out the refusals of all loaded units, in the generator's order:
// whether a .network can be converted decides about the units that name it.
func (s *Set) convert() {
	for _, u := range s.Loaded() {
		if u.Kind == Container && u.Str("Container", "Image") == "" && u.Str("Container", "Rootfs") == "" {
			u.refusals = append(u.refusals, Refusal{
				Condition: CondNoImage, Unit: u, At: u.HeaderPlace("Container"), Says: "no Image or Rootfs key specified",
			})
		}
	}
}
