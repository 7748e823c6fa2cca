#error "SQLite is seen only by src/store"
