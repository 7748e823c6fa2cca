#error "libcsv is seen only by src/import"
