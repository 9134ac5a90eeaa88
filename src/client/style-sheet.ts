/** Milliseconds after which a style sheet that does not come is done without. */
const deadline = 5_000;

/** Adds a style sheet that only a part of the page needs; settles when it is in force, or does not come. */
export async function addStyleSheet(url: string): Promise<void> {
  const link = document.createElement('link');
  link.rel = 'stylesheet';
  link.href = url;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, deadline);
    const settle = () => {
      clearTimeout(timer);
      resolve();
    };
    link.addEventListener('load', settle);
    link.addEventListener('error', settle);
    document.head.append(link);
  });
}
