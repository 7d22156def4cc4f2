import type { NewsView } from "../api/views.ts";
import { LiveList, type LiveProps } from "../components/LiveList.tsx";
import { NewsStories } from "../components/NewsStories.tsx";

/** Stories as they come and are judged. */
export function LiveNews(props: LiveProps<NewsView>) {
  return <LiveList {...props} id="articleId" what="News" View={NewsStories} />;
}
