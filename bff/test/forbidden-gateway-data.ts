/** The account, a room and an event, as they stand in an address. */
export const own = encodeURIComponent("@ines:localhost");
export const room = encodeURIComponent("!room:localhost");
export const event = encodeURIComponent("$event");
/** A message that could be sent. */
export const text = JSON.stringify({ msgtype: "m.text", body: "x" });

/** Interfaces of a homeserver that are none of the page's business. */
export const foreign = `
/_synapse/admin/v1/users/${own}
/_synapse/admin/v2/users
/_synapse/admin/v1/rooms
/_synapse/admin/v1/server_version
/_synapse/admin/v1/registration_tokens
/_synapse/client/oidc/callback
/_synapse/client/pick_username
/_synapse/mas/upsert_device
/_synapse/metrics
/_synapse/replication
/_matrix/federation/v1/version
/_matrix/federation/v1/send/1
/_matrix/federation/v2/invite/${room}/${event}
/_matrix/key/v2/server
/_matrix/key/v2/query
/_matrix/identity/v2/account
/_matrix/app/v1/users/${own}
/_matrix/app/v1/transactions/1
/_matrix/push/v1/notify
/_matrix/static/
/_matrix/media/v3/config
/_matrix/media/v3/upload
/_matrix/media/v3/create
/_matrix/media/v3/download/localhost/abc
/_matrix/media/v3/thumbnail/localhost/abc
/_matrix/media/v3/preview_url
/_matrix/media/r0/download/localhost/abc
/_matrix/media/v1/create
/_matrix/client/v1/media/upload
/_matrix/client/v1/media/download/localhost/abc
/_matrix/client/v1/media/thumbnail/localhost/abc
/_matrix/client/v1/media/preview_url
/_matrix/client/v1/auth_metadata
/_matrix/client/v1/login/get_token
/_matrix/client/v1/register/m.login.registration_token/validity
/_matrix/client/v1/rooms/${room}/hierarchy
/_matrix/client/v1/rooms/${room}/timestamp_to_event
/_matrix/client/v1/appservice/x/ping
/_matrix/client/v3/login
/_matrix/client/v3/login/sso/redirect
/_matrix/client/v3/logout
/_matrix/client/v3/logout/all
/_matrix/client/v3/refresh
/_matrix/client/v3/register
/_matrix/client/v3/register/available
/_matrix/client/v3/account/whoami
/_matrix/client/v3/account/password
/_matrix/client/v3/account/deactivate
/_matrix/client/v3/account/3pid
/_matrix/client/v3/devices
/_matrix/client/v3/devices/ABC
/_matrix/client/v3/delete_devices
/_matrix/client/v3/keys/upload
/_matrix/client/v3/keys/query
/_matrix/client/v3/keys/claim
/_matrix/client/v3/keys/changes
/_matrix/client/v3/keys/device_signing/upload
/_matrix/client/v3/keys/signatures/upload
/_matrix/client/v3/room_keys/version
/_matrix/client/v3/room_keys/keys
/_matrix/client/v3/sendToDevice/m.room_key/1
/_matrix/client/unstable/org.matrix.msc3814.v1/dehydrated_device
/_matrix/client/v3/presence/${own}/status
/_matrix/client/v3/voip/turnServer
/_matrix/client/v3/thirdparty/protocols
/_matrix/client/v3/thirdparty/user/irc
/_matrix/client/v3/publicRooms
/_matrix/client/v3/directory/room/%23a%3Alocalhost
/_matrix/client/v3/directory/list/room/${room}
/_matrix/client/v3/pushers
/_matrix/client/v3/pushers/set
/_matrix/client/v3/pushrules/global/override/x
/_matrix/client/v3/pushrules/global/room/${room}/enabled
/_matrix/client/v3/pushrules/global/room/${room}/actions
/_matrix/client/v3/notifications
/_matrix/client/v3/search
/_matrix/client/v3/events
/_matrix/client/v3/initialSync
/_matrix/client/v3/admin/whois/${own}
/_matrix/client/v3/user/${own}/openid/request_token
/_matrix/client/v3/user/${own}/account_data/m.secret_storage.default_key
/_matrix/client/v3/user/${own}/account_data/m.cross_signing.master
/_matrix/client/v3/user/${own}/account_data/m.ignored_user_list
/_matrix/client/v3/user/${own}/account_data/m.identity_server
/_matrix/client/v3/user/${own}/rooms/${room}/account_data/m.fully_read/x
/_matrix/client/v3/user/${own}/rooms/${room}/account_data/org.example
/_matrix/client/v3/user/${own}/rooms/${room}/tags/u.work
/_matrix/client/v3/profile/${own}/avatar
/_matrix/client/v3/profile/${own}/m.tz
/_matrix/client/v3/rooms/${room}/invite
/_matrix/client/v3/rooms/${room}/kick
/_matrix/client/v3/rooms/${room}/ban
/_matrix/client/v3/rooms/${room}/unban
/_matrix/client/v3/rooms/${room}/upgrade
/_matrix/client/v3/rooms/${room}/report/${event}
/_matrix/client/v3/rooms/${room}/aliases
/_matrix/client/v3/rooms/${room}/initialSync
/_matrix/client/v3/rooms/${room}/state
/_matrix/client/v3/rooms/${room}/state/m.room.join_rules
/_matrix/client/v3/rooms/${room}/state/m.room.server_acl
/_matrix/client/v3/rooms/${room}/state/im.vector.modular.widgets
/_matrix/client/v3/rooms/${room}/state/m.room.encryption/x
/_matrix/client/v3/rooms/${room}/send/m.room.encrypted/t1
/_matrix/client/v3/rooms/${room}/send/m.sticker/t1
/_matrix/client/v3/rooms/${room}/send/m.call.invite/t1
/_matrix/client/v3/rooms/${room}/send/m.room.member/t1
/_matrix/client/v3/rooms/${room}/send/m.room.redaction/t1
/_matrix/client/v3/rooms/${room}/send/org.example/t1
/_matrix/client/v3/rooms/${room}/receipt/org.example/${event}
/_matrix/client/v3/knock/${room}
/_matrix/client/r0/sync
/_matrix/client/v2_alpha/sync
/_matrix/client/v4/sync
/_matrix/client/unstable/org.matrix.simplified_msc3575/sync
/_matrix/client/unstable/org.matrix.msc4140/delayed_events
/_matrix/client/
/_matrix/
/.well-known/matrix/client
/
`
  .trim()
  .split("\n");

/** What is no body of a message. */
export const badMessages = [
  "",
  "null",
  "[]",
  '"x"',
  "{",
  "{}",
  '{"msgtype":"m.text"}',
  '{"msgtype":"m.text","body":1}',
  '{"msgtype":"m.text","body":"x","body":"y"}',
  '{"msgtype":"m.text","body":"x","__proto__":{}}',
  '{"msgtype":"m.text","body":"x","constructor":{}}',
  '{"msgtype":"m.text","body":"x","unknown":1}',
  '{"msgtype":"m.text","body":"x","format":"org.example"}',
  '{"msgtype":"m.text","body":"x","m.relates_to":{"rel_type":"org.example","event_id":"$e"}}',
  '{"msgtype":"m.text","body":"x","m.relates_to":{"rel_type":"m.replace","event_id":"$e"}}',
  '{"msgtype":"m.text","body":"x","m.mentions":{"user_ids":["ines"]}}',
  '{"msgtype":"m.location","body":"x","geo_uri":"geo:1,1"}',
  '{"msgtype":"m.key.verification.request","body":"x"}',
  '{"msgtype":"m.image","body":"x","url":"https://evil.example/x.png"}',
  '{"msgtype":"m.image","body":"x","url":"mxc://localhost/../x"}',
  '{"msgtype":"m.file","body":"x","file":{"url":"mxc://localhost/x","key":{}}}',
  '{"algorithm":"m.megolm.v1.aes-sha2","ciphertext":"x"}',
  `{"msgtype":"m.text","body":${"[".repeat(30)}${"]".repeat(30)}}`,
  JSON.stringify({ msgtype: "m.text", body: "x".repeat(70_000) }),
];

/** What is no type of a body. */
export const badTypes = [
  "text/plain",
  "text/json",
  "application/x-www-form-urlencoded",
  "multipart/form-data; boundary=x",
  "application/octet-stream",
  "application/json; charset=utf-16",
  "application/json, text/plain",
  "application/jsonp",
  "",
];

/** Acts that ask for more than a page may. */
export const badActs = [
  ["POST", "/v3/createRoom", '{"is_direct":true,"preset":"trusted_private_chat","invite":[]}'],
  ["POST", "/v3/createRoom", '{"is_direct":true,"preset":"public_chat","invite":["@deniz:localhost"]}'],
  ["POST", "/v3/createRoom", '{"is_direct":false,"preset":"trusted_private_chat","invite":["@deniz:localhost"]}'],
  ["POST", "/v3/createRoom", '{"is_direct":true,"preset":"trusted_private_chat","invite":["@a:b","@c:d"]}'],
  [
    "POST",
    "/v3/createRoom",
    '{"is_direct":true,"preset":"trusted_private_chat","invite":["@deniz:localhost"],"initial_state":[]}',
  ],
  [
    "POST",
    "/v3/createRoom",
    '{"is_direct":true,"preset":"trusted_private_chat","invite":["@deniz:localhost"],"visibility":"public"}',
  ],
  ["POST", `/v3/join/${room}`, '{"third_party_signed":{}}'],
  ["POST", `/v3/rooms/${room}/leave`, '{"reason":"x"}'],
  ["PUT", `/v3/rooms/${room}/redact/${event}/t1`, '{"with_relations":["m.*"]}'],
  ["PUT", `/v3/rooms/${room}/redact/${event}/t%2f1`, "{}"],
  ["PUT", `/v3/rooms/${room}/typing/${own}`, '{"typing":"yes"}'],
  ["PUT", `/v3/rooms/${room}/typing/${own}`, '{"typing":true,"timeout":99999999}'],
  ["PUT", `/v3/rooms/${room}/send/m.reaction/t1`, '{"m.relates_to":{"rel_type":"m.thread","event_id":"$e","key":"x"}}'],
  ["PUT", `/v3/rooms/${room}/send/m.reaction/t1`, text],
  ["POST", `/v3/rooms/${room}/receipt/m.read/${event}`, '{"thread_id":7}'],
  ["POST", `/v3/rooms/${room}/read_markers`, '{"m.read":"x"}'],
  ["POST", "/v3/user_directory/search", '{"search_term":"","limit":5}'],
  ["POST", "/v3/user_directory/search", '{"search_term":"a","limit":1000}'],
  ["PUT", `/v3/pushrules/global/override/${room}`, '{"actions":["notify"]}'],
  ["PUT", `/v3/pushrules/global/override/${room}`, '{"conditions":[],"actions":[]}'],
  ["PUT", `/v3/pushrules/global/room/${room}`, '{"actions":[]}'],
  ["PUT", `/v3/pushrules/global/room/${room}`, '{"actions":[],"conditions":[]}'],
  ["PUT", `/v3/user/${own}/account_data/m.direct`, '{"@deniz:localhost":["a"]}'],
  ["PUT", `/v3/user/${own}/account_data/m.push_rules`, "{}"],
  ["PUT", `/v3/user/${own}/rooms/${room}/account_data/m.fully_read`, '{"event_id":"$e"}'],
  ["PUT", `/v3/user/${own}/rooms/${room}/tags/m.favourite`, '{"order":7}'],
  ["POST", `/v3/user/${own}/filter`, '{"room":{"timeline":{"limit":5000}}}'],
  ["POST", `/v3/user/${own}/filter`, '{"presence":{"types":["*"]},"x":1}'],
] as const;
