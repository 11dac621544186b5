/** What a version of a policy may be called; its file is named after it. */
export const VERSION_NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;
