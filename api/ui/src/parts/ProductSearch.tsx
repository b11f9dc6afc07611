// A product, found as one types: each row with pack, stock and what this customer bought of it last.
import { api, data } from '../api/client';
import type { ProductItem } from '../api/schema';
import { SearchBox } from './SearchBox';
import { amount } from './times';

export function ProductSearch({
  label,
  customer,
  take,
}: {
  label: string;
  customer?: string;
  take: (product: ProductItem) => void;
}) {
  return (
    <SearchBox<ProductItem>
      label={label}
      queryKey={['products', customer]}
      find={async (q) =>
        (await data(api.GET('/products', { params: { query: { q, customer, limit: 8 } } }))).items
      }
      keyOf={(product) => product.sku}
      row={(product) => (
        <>
          <span>{product.name}</span> <span className="quiet">{product.sku}</span>{' '}
          <span className="quiet">{product.pack}</span>{' '}
          <span className="quiet">
            {amount(product.available)} {product.uom}
          </span>{' '}
          <span className="quiet">{product.habit?.sentence}</span>
        </>
      )}
      take={take}
    />
  );
}
