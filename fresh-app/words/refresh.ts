/** How often a page is made anew for a reader who asks for that, in seconds. */
export const REFRESH_SECONDS = 5;
