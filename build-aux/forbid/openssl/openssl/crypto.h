#error "OpenSSL is seen only by src/crypto"
