package store

import (
	"context"
	"time"
)

const qDeviceKnown = `
SELECT count(*) > 0 AS known, coalesce(bool_or(u.email = $2 OR u.nickname = $2), false) AS to_account
FROM devices d JOIN users u ON u.id = d.user_id
WHERE d.device_hash = $1`

// DeviceKnown reports whether a browser has logged in to any account before, and
// whether it has to the account with this e-mail address or nickname.
func (s *Store) DeviceKnown(ctx context.Context, deviceHash []byte, login string) (known, toAccount bool, err error) {
	var row struct {
		Known     bool `db:"known"`
		ToAccount bool `db:"to_account"`
	}
	err = s.db.GetContext(ctx, &row, qDeviceKnown, deviceHash, login)
	return row.Known, row.ToAccount, translate("device known", err)
}

const qRememberDevice = `
INSERT INTO devices (device_hash, user_id)
VALUES ($1, $2)
ON CONFLICT (device_hash, user_id) DO UPDATE SET seen_at = now()`

// RememberDevice notes that a browser has logged in to the account of userID.
func (s *Store) RememberDevice(ctx context.Context, deviceHash []byte, userID string) error {
	_, err := s.db.ExecContext(ctx, qRememberDevice, deviceHash, userID)
	return translate("remember device", err)
}

const qSweepDevices = `DELETE FROM devices WHERE seen_at < now() - make_interval(secs => $1)`

// SweepDevices forgets the browsers that have not logged in for longer than idle.
func (s *Store) SweepDevices(ctx context.Context, idle time.Duration) error {
	_, err := s.db.ExecContext(ctx, qSweepDevices, idle.Seconds())
	return translate("sweep devices", err)
}
