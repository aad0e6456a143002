package store

import (
	"context"
	"strings"
	"time"

	"coderemote"

	"github.com/jmoiron/sqlx"
)

const classColumns = `c.id AS class_id, c.name AS class_name, coalesce(c.join_code, '') AS join_code, coalesce(c.policy, '') AS policy,
	array_to_string(c.modules, ',') AS modules, c.model, c.created_at`

type enrollmentRow struct {
	ClassID   string    `db:"class_id"`
	ClassName string    `db:"class_name"`
	JoinCode  string    `db:"join_code"`
	Policy    string    `db:"policy"`
	Modules   string    `db:"modules"`
	Model     bool      `db:"model"`
	CreatedAt time.Time `db:"created_at"`
	UserID    string    `db:"user_id"`
	Name      string    `db:"name"`
	Email     string    `db:"email"`
	Role      string    `db:"role"`
	JoinedAt  time.Time `db:"joined_at"`
	Current   bool      `db:"current"`
}

func (r *enrollmentRow) enrollment() coderemote.Enrollment {
	return coderemote.Enrollment{
		Class: coderemote.Class{
			ID: r.ClassID, Name: r.ClassName, JoinCode: r.JoinCode, Policy: coderemote.Policy(r.Policy), Modules: splitList(r.Modules), Model: r.Model, CreatedAt: r.CreatedAt.UTC(),
		},
		UserID: r.UserID, Name: r.Name, Email: r.Email, Role: coderemote.ClassRole(r.Role), JoinedAt: r.JoinedAt.UTC(), Current: r.Current,
	}
}

const enrollmentColumns = classColumns + `, e.user_id, u.name, coalesce(u.email, u.nickname, '') AS email, e.role, e.created_at AS joined_at,
	u.class_id IS NOT DISTINCT FROM c.id AS current`

const qCreateClass = `
WITH c AS (
	INSERT INTO classes (id, name, join_code, policy, modules, model)
	VALUES ($1, $2, $3, $4, string_to_array($5, ','), $6)
	RETURNING id, created_at
), e AS (
	INSERT INTO enrollments (class_id, user_id, role) SELECT id, $7, 'teacher' FROM c
)
SELECT created_at FROM c`

// CreateClass keeps c with its first teacher, and fills in when it was made. A
// join code that is taken is a conflict.
func (s *Store) CreateClass(ctx context.Context, c *coderemote.Class, teacherID string) error {
	return s.audited(ctx, Action{Actor: teacherID, Name: "class.create", Detail: c.ID}, func(tx *sqlx.Tx) error {
		return tx.GetContext(ctx, &c.CreatedAt, qCreateClass, c.ID, c.Name, nullString(c.JoinCode), nullString(string(c.Policy)),
			strings.Join(c.Modules, ","), c.Model, teacherID)
	})
}

const qClassesByUser = `
SELECT ` + enrollmentColumns + `
FROM enrollments e JOIN classes c ON c.id = e.class_id JOIN users u ON u.id = e.user_id
WHERE e.user_id = $1
ORDER BY c.name, c.id
LIMIT 200`

// ClassesByUser returns the classes that a user is in, by name.
func (s *Store) ClassesByUser(ctx context.Context, userID string) ([]coderemote.Enrollment, error) {
	return s.enrollments(ctx, "classes by user", qClassesByUser, userID)
}

const qRoster = `
SELECT ` + enrollmentColumns + `
FROM enrollments e JOIN classes c ON c.id = e.class_id JOIN users u ON u.id = e.user_id
WHERE e.class_id = $1
ORDER BY e.role DESC, u.name, u.email, u.id
LIMIT 1000`

// Roster returns who is in a class: teachers, students, assistants.
func (s *Store) Roster(ctx context.Context, classID string) ([]coderemote.Enrollment, error) {
	return s.enrollments(ctx, "roster", qRoster, classID)
}

func (s *Store) enrollments(ctx context.Context, what, query, id string) ([]coderemote.Enrollment, error) {
	var rows []enrollmentRow
	if err := s.db.SelectContext(ctx, &rows, query, id); err != nil {
		return nil, translate(what, err)
	}
	list := make([]coderemote.Enrollment, len(rows))
	for i := range rows {
		list[i] = rows[i].enrollment()
	}
	return list, nil
}

const qEnrollment = `
SELECT ` + enrollmentColumns + `
FROM enrollments e JOIN classes c ON c.id = e.class_id JOIN users u ON u.id = e.user_id
WHERE e.class_id = $1 AND e.user_id = $2`

// Enrollment returns a user's place in a class. The class is not found for whom
// it has no place.
func (s *Store) Enrollment(ctx context.Context, classID, userID string) (*coderemote.Enrollment, error) {
	var row enrollmentRow
	if err := s.db.GetContext(ctx, &row, qEnrollment, classID, userID); err != nil {
		return nil, translate("enrollment", err)
	}
	e := row.enrollment()
	return &e, nil
}

const qUpdateClass = `
UPDATE classes SET name = $2, policy = $3, modules = string_to_array($4, ','), model = $5
WHERE id = $1
RETURNING id`

// UpdateClass stores the name and the settings of c.
func (s *Store) UpdateClass(ctx context.Context, c coderemote.Class, actorID string) error {
	detail := c.ID + " policy=" + string(c.Policy) + " modules=" + strings.Join(c.Modules, ",")
	if !c.Model {
		detail += " model=off"
	}
	return s.audited(ctx, Action{Actor: actorID, Name: "class.update", Detail: detail}, func(tx *sqlx.Tx) error {
		var id string
		return tx.GetContext(ctx, &id, qUpdateClass, c.ID, c.Name, nullString(string(c.Policy)), strings.Join(c.Modules, ","), c.Model)
	})
}

const qSetJoinCode = `UPDATE classes SET join_code = $2 WHERE id = $1 RETURNING id`

// SetJoinCode replaces the join code of a class; "" lets nobody join.
func (s *Store) SetJoinCode(ctx context.Context, classID, code, actorID string) error {
	name := "class.code"
	if code == "" {
		name = "class.close"
	}
	return s.audited(ctx, Action{Actor: actorID, Name: name, Detail: classID}, func(tx *sqlx.Tx) error {
		var id string
		return tx.GetContext(ctx, &id, qSetJoinCode, classID, nullString(code))
	})
}

const qDeleteClass = `DELETE FROM classes WHERE id = $1 RETURNING id`

// DeleteClass removes a class and its roster. What its people have made stays theirs.
func (s *Store) DeleteClass(ctx context.Context, classID, actorID string) error {
	return s.audited(ctx, Action{Actor: actorID, Name: "class.delete", Detail: classID}, func(tx *sqlx.Tx) error {
		var id string
		return tx.GetContext(ctx, &id, qDeleteClass, classID)
	})
}

const qJoinClass = `
WITH c AS (
	SELECT id FROM classes WHERE join_code = $1
), e AS (
	INSERT INTO enrollments (class_id, user_id, role) SELECT id, $2, 'student' FROM c
	ON CONFLICT ON CONSTRAINT enrollments_key DO NOTHING
), u AS (
	UPDATE users SET class_id = c.id FROM c WHERE users.id = $2
), a AS (
	INSERT INTO audit_log (subject, action, detail) SELECT users.subject, 'class.join', c.id::text FROM c, users WHERE users.id = $2
)
SELECT id FROM c`

// JoinClass makes the user a student of the class with this join code, and lets
// them work in it. Who is in it already keeps their role. An unknown code is not
// found.
func (s *Store) JoinClass(ctx context.Context, code, userID string) (classID string, err error) {
	err = s.db.GetContext(ctx, &classID, qJoinClass, code, userID)
	return classID, translate("join class", err)
}

const qWorkInClass = `
UPDATE users SET class_id = $2
WHERE id = $1 AND ($2::uuid IS NULL OR EXISTS (SELECT 1 FROM enrollments WHERE class_id = $2 AND user_id = $1))
RETURNING id`

// WorkInClass lets the rules of a class hold for the user's programs; "" ends
// that. A class that the user is not in is not found.
func (s *Store) WorkInClass(ctx context.Context, userID, classID string) error {
	var id string
	return translate("work in class", s.db.GetContext(ctx, &id, qWorkInClass, userID, nullString(classID)))
}

// The class is locked first, so that of two teachers who leave at once the
// second sees that the first is gone.
const qLockClass = `SELECT id FROM classes WHERE id = $1 FOR UPDATE`

const qOtherTeachers = `SELECT count(*) FROM enrollments WHERE class_id = $1 AND role = 'teacher' AND user_id <> $2`

const qSetClassRole = `UPDATE enrollments SET role = $3 WHERE class_id = $1 AND user_id = $2 RETURNING user_id`

const qUnenroll = `
WITH u AS (UPDATE users SET class_id = NULL WHERE id = $2 AND class_id = $1)
DELETE FROM enrollments WHERE class_id = $1 AND user_id = $2 RETURNING user_id`

// SetClassRole gives somebody in a class another role. The last teacher stays one.
func (s *Store) SetClassRole(ctx context.Context, classID, userID string, role coderemote.ClassRole, actorID string) error {
	a := Action{Actor: actorID, Name: "class.role", Target: userID, Detail: classID + " role=" + string(role)}
	return s.changeRoster(ctx, a, classID, userID, role, func(tx *sqlx.Tx) error {
		var id string
		return tx.GetContext(ctx, &id, qSetClassRole, classID, userID, string(role))
	})
}

// Unenroll takes somebody off a class. The last teacher stays.
func (s *Store) Unenroll(ctx context.Context, classID, userID, actorID string) error {
	a := Action{Actor: actorID, Name: "class.leave", Target: userID, Detail: classID}
	return s.changeRoster(ctx, a, classID, userID, "", func(tx *sqlx.Tx) error {
		var id string
		return tx.GetContext(ctx, &id, qUnenroll, classID, userID)
	})
}

// changeRoster makes a change after which the class must still have a teacher;
// role is what the user is afterwards.
func (s *Store) changeRoster(ctx context.Context, a Action, classID, userID string, role coderemote.ClassRole, change func(*sqlx.Tx) error) error {
	return s.audited(ctx, a, func(tx *sqlx.Tx) error {
		var locked string
		if err := tx.GetContext(ctx, &locked, qLockClass, classID); err != nil {
			return err
		}
		var others int
		if err := tx.GetContext(ctx, &others, qOtherTeachers, classID, userID); err != nil {
			return err
		}
		if err := change(tx); err != nil {
			return err
		}
		if others == 0 && role != coderemote.ClassTeacher {
			return coderemote.Errorf(coderemote.CodeConflict, "A class needs a teacher: make somebody else one first, or delete the class.")
		}
		return nil
	})
}
