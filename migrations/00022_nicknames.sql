-- People without an e-mail address log in by a nickname. auth writes it in one
-- form only (lower case, letters of one script); the key is the same for two that
-- look alike, so that nobody can pass for another: letters of other alphabets, and
-- digits, that are drawn like a Latin one (after Unicode's UTS 39).
-- +goose Up
ALTER TABLE users
    ADD COLUMN nickname text CONSTRAINT users_nickname CHECK (char_length(nickname) BETWEEN 2 AND 30 AND strpos(nickname, '@') = 0),
    ADD COLUMN nickname_key text GENERATED ALWAYS AS (replace(replace(translate(nickname,
        '01ıасԁегһіјӏкопрԛѕуѵԝхьαγηικνορστυχոսօհց',
        'oliacderhijlkonpqsyvwxbaynikvopotuxnuohg'), 'rn', 'm'), 'vv', 'w')) STORED
        CONSTRAINT users_nickname_key UNIQUE;

-- +goose Down
DELETE FROM users WHERE email IS NULL AND nickname IS NOT NULL;
ALTER TABLE users DROP COLUMN nickname_key, DROP COLUMN nickname;
