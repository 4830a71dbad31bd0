// In a module of its own, so that it outlives an edit of App.svelte.
export const clicks = $state({ count: 0 })
