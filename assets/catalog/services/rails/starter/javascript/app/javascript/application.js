// Built into app/assets/builds; `bin/rails javascript:build` does it once.
