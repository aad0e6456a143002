package store

import "context"

const qHints = `
SELECT s.model AND coalesce(c.model, true) AND (s.hints OR coalesce(c.hints, false))
FROM settings s LEFT JOIN users u ON u.id = $1 LEFT JOIN classes c ON c.id = u.class_id`

// Hints reports whether a person may have an error explained by the model: it is
// off until an administrator, or a teacher for the class that they work in, has
// turned it on.
func (s *Store) Hints(ctx context.Context, userID string) (on bool, err error) {
	err = s.db.GetContext(ctx, &on, qHints, userID)
	return on, translate("hints", err)
}

const qInstanceHints = `SELECT hints FROM settings`

// InstanceHints reports whether hints are on for everybody.
func (s *Store) InstanceHints(ctx context.Context) (on bool, err error) {
	err = s.db.GetContext(ctx, &on, qInstanceHints)
	return on, translate("instance hints", err)
}

const qSetInstanceHints = `UPDATE settings SET hints = $1, updated_at = now()`

// SetInstanceHints turns hints on or off for everybody.
func (s *Store) SetInstanceHints(ctx context.Context, on bool) error {
	_, err := s.db.ExecContext(ctx, qSetInstanceHints, on)
	return translate("set instance hints", err)
}

const qClassHints = `SELECT hints FROM classes WHERE id = $1`

// ClassHints reports whether hints are on for a class.
func (s *Store) ClassHints(ctx context.Context, classID string) (on bool, err error) {
	err = s.db.GetContext(ctx, &on, qClassHints, classID)
	return on, translate("class hints", err)
}

const qSetClassHints = `UPDATE classes SET hints = $2 WHERE id = $1`

// SetClassHints turns hints on or off for a class.
func (s *Store) SetClassHints(ctx context.Context, classID string, on bool) error {
	_, err := s.db.ExecContext(ctx, qSetClassHints, classID, on)
	return translate("set class hints", err)
}
