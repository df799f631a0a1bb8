-- Databricks notebook source
-- MAGIC %md
-- MAGIC # Products with what was read from their pictures
-- MAGIC `fashion-search batch enrich` keeps `products_enriched` up to date, with the words that are embedded. This notebook
-- MAGIC looks at it, and makes a view of products with every attribute that is sure enough.

-- COMMAND ----------

USE CATALOG main;
USE SCHEMA fashion_demo;

-- COMMAND ----------

CREATE OR REPLACE VIEW products_with_attributes AS
SELECT
  p.*,
  a.material,
  a.confidence_material,
  a.pattern,
  a.formality,
  a.collar_type,
  a.sleeve_length,
  a.fit_type,
  a.style_keywords,
  a.visual_details,
  a.extraction_success
FROM products AS p
LEFT JOIN product_extracted_attributes AS a ON p.product_id = a.product_id;

-- COMMAND ----------

-- How much was read, by kind of product
SELECT
  master_category,
  count(*) AS products,
  avg(CAST(coalesce(extraction_success, false) AS INT)) AS share_read,
  avg(CAST(confidence_material = 'high' AS INT)) AS share_sure_of_material
FROM products_with_attributes
GROUP BY master_category
ORDER BY products DESC;

-- COMMAND ----------

-- The words that are embedded
SELECT product_id, product_display_name, description
FROM products_enriched
LIMIT 50;

-- COMMAND ----------

-- Attributes beside what the catalogue says itself
SELECT article_type, sleeve_length, count(*) AS products
FROM products_with_attributes
WHERE sleeve_length <> 'not applicable'
GROUP BY article_type, sleeve_length
ORDER BY products DESC
LIMIT 100;
