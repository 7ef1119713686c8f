package quadlet

// The catalogue of conditions under which the generator makes no service.
const (
	CondNoImage Condition = "no-image"
)
