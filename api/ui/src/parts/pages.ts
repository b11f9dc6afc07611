// Lists that come a page at a time.
import { type InfiniteData, type UseInfiniteQueryResult, useInfiniteQuery } from '@tanstack/react-query';

interface PageOf<T> {
  items: T[];
  next?: string | null;
}

/** A list with what more there is of it behind `fetchNextPage`. */
export function usePages<T>(
  key: readonly unknown[],
  fetchPage: (cursor: string | undefined) => Promise<PageOf<T>>,
  enabled = true,
): UseInfiniteQueryResult<InfiniteData<PageOf<T>>> & { items: readonly T[] } {
  const list = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam }) => fetchPage(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: (before) => before,
    enabled,
  });
  return { ...list, items: list.data?.pages.flatMap((page) => page.items) ?? [] };
}
