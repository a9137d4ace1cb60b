/**
 * What is tried first: the beginnings of passwords that stand at the top of every published list of leaked ones, in lower
 * case, without the digits and signs at their end, and the longer ones that end otherwise.
 */
export const commonPasswords: ReadonlySet<string> = new Set(
  `
  abcd abcde abcdef abcdefg abcdefgh abcdefghi abcdefghij abc access account admin administrator adobe airtel alexander
  amanda andrea andrew angel angela anthony apple arsenal ashley asdf asdfasdf asdfgh asdfghjkl asdfghjklqwertyuiop azerty
  azertyuiop babygirl bailey barcelona baseball basketball batman beautiful benjamin bismillah blessed blessing brandon
  business butterfly changeme charlie cheese chelsea chocolate christian christopher computer company cookie corporate
  danielle daniel default demo diamond dragon eagle elizabeth facebook family flower football forever freedom friends
  fuckyou gabriel gateway george ginger godisgood google guest hallelujah hallo harambee hello helloworld hunter iloveyou
  iloveyouforever iloveyousomuch internet jackson jasmine jennifer jessica jesus jesuschrist jesusislord jordan joseph
  joshua justin karibu kenya killer kimberly letmein letmeinplease liverpool loveyou lovely lovelovelove madrid maggie
  manager manchester manchesterunited martin master matthew matrix melissa michael michelle microsoft monkey mustang mwangi
  myspace mysecret mypassword mypasswordis nairobi nicole nintendo nothing oliver orange pass passpass passphrase passw
  passwd password passwordpassword patrick peanut pepper pokemon princess private purple qazwsx qazwsxedc qazwsxedcrfv
  qwer qwert qwerty qwertyqwerty qwertyu qwertyui qwertyuiop qwertyuiopasdfghjkl rainbow realmadrid rebecca richard robert
  root safaricom sample samsung samantha secret secretpassword security server service shadow shalom shop shopping
  simplepassword slipknot snoopy soccer spiderman starwars stella student summer sunshine superman superstar support sweety
  system taylor temp temporary test testing testtest thepassword thisisapassword thisismypassword thomas tigger tinkerbell
  trustno trustnoone unknown user username victoria video vodafone welcome welcomehome whatever william winter winner
  zaq zxcv zxcvbn zxcvbnm
  0123456789 01234567890 0987654321 09876543210 1029384756 1010101010 1020304050 1112131415 1122334455 11223344556677
  1212121212 123123123 1231231231 123123123123 1234512345 123456123456 1234567890 12345678900 123456789012 12345678910
  1234567890123 1357924680 147258369 1472583690 159357159357 159753456852 1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx3edc 1qazxsw23edc
  q1w2e3r4t5 q1w2e3r4t5y6 zaq12wsxcde3 2020202020 9876543210 987654321000 a1b2c3d4e5 aa123456789 a123456789 a1234567890
  abc1234567 abc123abc123 abcd123456 p@ssw0rd p@ssword passw0rd pa$$w0rd pa$$word qwe123qwe123 qwer123456 qwerty123qwerty
  asd123asd123 zxc123zxc123 123qwe123qwe 123456qwerty 12345qwerty 1234qwer1234 123456abcd 123abc123abc
  `
    .trim()
    .split(/\s+/u)
)
