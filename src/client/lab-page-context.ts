import { LabPage } from '../elements/lab-page.ts';

/**
 * The page that an element stands in.
 * @throws Error where the element is outside of `<lab-page>`
 */
export function labPageOf(element: Element): LabPage {
  const page = element.closest('lab-page');
  if (page instanceof LabPage) return page;
  throw new Error(`<${element.localName}> stands outside of <lab-page>`);
}
