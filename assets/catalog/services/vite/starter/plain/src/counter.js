export function counter(button) {
  const show = () => (button.textContent = `Clicked ${button.dataset.count} times`)
  button.dataset.count ??= 0 // in the page, so that it outlives an edit of this file
  button.onclick = () => {
    button.dataset.count++
    show()
  }
  show()
}

// Take an edit of this file without reloading the page.
import.meta.hot?.accept((next) => next?.counter(document.querySelector('#app button')))
